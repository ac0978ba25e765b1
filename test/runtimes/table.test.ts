import { expect, test } from "vitest";
import { isCurrent } from "./table.mjs";

test("the table of the runtimes is what their scenarios say; npm run test:runtimes checks that they are right", () => {
  expect(isCurrent(), "npm run test:runtimes -- --update").toBe(true);
});
