import { expect, test } from "vitest";
import { isCurrent } from "./table.ts";

test("the table of the browsers is what their scenarios say; npm run test:browsers checks that they are right", () => {
  expect(isCurrent(), "npm run test:browsers -- --update").toBe(true);
});
