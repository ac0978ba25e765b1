module.exports = function open() {
  return async (/** @type {{ name: string, args: any[] }} */ { name, args }) => {
    /** @type {any} */
    const work = await import("../../work.mjs");
    return work[name](...args);
  };
};
