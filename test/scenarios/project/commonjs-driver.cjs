// A program that is a CommonJS module: it blocks at its top level, and then is the driver.
const { coroutine, load, run } = require("miniasync");

globalThis.resultOfCommonJS = run(
  load("node:path").posix.join("a", "b"),
  load("commonjs-package").name(),
  coroutine(async () => 1)(),
);
import("./driver.mjs");
