// Run by Jest and by Vitest: what is required is what is imported.
import { createRequire } from "node:module";
import { Queue, run } from "miniasync";

test("has one state, imported and required", () => {
  const required = createRequire(import.meta.url)("miniasync");
  expect(new Queue()).toBeInstanceOf(required.Queue);
  expect(required.run).toBe(run);
});
