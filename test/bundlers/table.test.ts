import { expect, test } from "vitest";
import { isCurrent } from "./table.mjs";

test("the tables of the bundlers are what ways.mjs says; npm run test:bundlers checks that they are right", () => {
  expect(isCurrent(), "npm run test:bundlers -- --update").toBe(true);
});
