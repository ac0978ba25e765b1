// A transformer for Jest. Its `process` is synchronous; the compiler behind it is used by its asynchronous API.
const { load, run } = require("miniasync");

/** @type {import("miniasync").Remote<typeof import("esbuild")>} */
const esbuild = load("esbuild");

module.exports = {
  /**
   * @param {string} source
   * @param {string} file
   */
  process(source, file) {
    const [{ code, map }] = run(
      esbuild.transform(source, { loader: "ts", format: "cjs", sourcefile: file, sourcemap: "external" }),
    );
    return { code, map };
  },
};
