// Before each test file, in Jest and in Vitest: what the tests need is there when they are imported, though it comes from async code.
import { load, run } from "miniasync";

/** @type {import("miniasync").Remote<typeof import("node:fs/promises")>} */
const fs = load("node:fs/promises");
const [text, { size }] = run(
  fs.readFile(new URL("fixture.json", import.meta.url), "utf8"),
  fs.stat(new URL("fixture.json", import.meta.url)),
);
Object.assign(globalThis, { fixture: { ...JSON.parse(text), size } });
