// A program that is bundled: all that it needs of the package is in one file then, or beside it.
import { coroutine, load, run, transfer } from "miniasync";

const path = load<typeof import("node:path")>("node:path");
const near = load<{ where(): string }>("near");
const own = coroutine(async (list: number[], by: (a: number, b: number) => number) => {
  const keep = (x: number) => x;
  return list.map(keep).sort(by);
});
const bytes = new Uint8Array(8);
const length = coroutine(async (given: Uint8Array) => given.byteLength);
const failing = coroutine(async () => {
  throw Object.assign(new TypeError("no"), { code: "E" });
});
let code: unknown;
try {
  run(failing());
} catch (error) {
  code = (error as { code: string }).code;
}
console.log(
  JSON.stringify([
    run(
      path.join("a", "b"),
      own([3, 1, 2], (a, b) => a - b),
      near.where(),
      length(transfer(bytes, [bytes.buffer])),
    ),
    bytes.length,
    code,
  ]),
);
