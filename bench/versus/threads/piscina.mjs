/** @type {any} */
const functions = await import("../../work.mjs");

/** @param {{ name: string, args: any[] }} task */
export function call({ name, args }) {
  return functions[name](...args);
}
