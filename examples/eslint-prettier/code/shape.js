/** @param {number} width @param {number} height */
export function area( width,height ) {
  const shape = { width : width, height : height }
  return shape.width*shape.height;


}
