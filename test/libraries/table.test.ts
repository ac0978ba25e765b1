import { expect, test } from "vitest";
import { programs } from "./programs.mjs";
import { isCurrent } from "./table.mjs";

test("the table of the libraries is what their programs say; npm run test:libraries checks that they are right", () => {
  expect(programs.length).toBeGreaterThanOrEqual(40);
  expect(isCurrent(), "npm run test:libraries -- --update").toBe(true);
});
