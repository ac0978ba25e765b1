import { expect, test } from "vitest";
import { apiSurface } from "./support/api-surface.ts";

// A change here is a change for users: accept it with `npm test -- -u`, and write a changeset.
test.each([
  ["miniasync", "index"],
  ["miniasync/testing", "testing"],
  ["miniasync/eslint-plugin", "eslint-plugin"],
])("%s exports what it did", async (specifier, file) => {
  const names = Object.keys(await import(specifier)).sort();
  const surface = apiSurface(`${import.meta.dirname}/../dist/types/${file}.d.ts`);
  await expect(`// values: ${names.join(", ")}\n\n${surface}`).toMatchFileSnapshot(`__snapshots__/${file}.api.txt`);
});
