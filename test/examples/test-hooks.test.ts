import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("Jest and Vitest: a transformer, a setup, and values of the realm of the tests", { timeout: 60_000 }, async () => {
  await checkExample("test-hooks");
});
