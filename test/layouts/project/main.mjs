import { createRequire } from "node:module";
import { coroutine, load, run, sync } from "miniasync";

const near = load("near");
const inline = coroutine(async (text) => (await import("near")).shout(text));
const inner = load("far");
const results = run(near.shout("load"), inline("inline"), near.shoutFar("its own"));
let missing = "";
try {
  run(inner.far("no"));
} catch (error) {
  missing = `${error.code}: ${error.message}`;
}
const { viaCommonJs } = createRequire(import.meta.url)("./main.cjs");
console.log(JSON.stringify({ results, commonjs: viaCommonJs(), missing, sync: sync(near).shout("sync") }));
