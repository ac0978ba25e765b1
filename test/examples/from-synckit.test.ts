import { expect, test } from "vitest";
import { checkExample } from "../support/example.ts";

test("a rule reports and mends the same with synckit and with miniasync", { timeout: 60_000 }, async () => {
  const stdout = await checkExample("from-synckit");
  const [before, after] = ["synckit", "miniasync"].map((name) =>
    new RegExp(`^${name}\n((?:  .*\n)+)`, "m").exec(stdout),
  );
  expect(before?.[1]).toBe(after?.[1]);
});
