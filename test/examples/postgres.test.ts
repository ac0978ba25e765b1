import { expect, test } from "vitest";
import { runChild } from "../support/child.ts";

test("a report over an embedded database", { timeout: 60_000 }, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/postgres/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "by customer",
      "  Edsger  Rotterdam   6406.50 EUR",
      "  Ada     London      6361.50 EUR",
      "  Grace   New York    6355.50 EUR",
      "by month",
      "  2024-01   907.50 EUR, last on 2024-01-31",
      "  2024-02  1035.40 EUR, last on 2024-02-29",
      "  2024-03  1405.10 EUR, last on 2024-03-31",
      'a purchase of less than nothing: new row for relation "purchase" violates check constraint "purchase_cents_check"',
      "purchases after the rollback: 300",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
