import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("a report over an embedded database", { timeout: 60_000 }, async () => {
  await checkExample("postgres");
});
