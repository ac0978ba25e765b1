import { expect, test } from "vitest";
import { checkExample, numbersIn } from "../support/example.ts";

test("processSync with plug-ins that need the network and Prettier", { timeout: 60_000 }, async () => {
  // How many meet at the server is up to the machine; that some do is not.
  const stdout = await checkExample("remark", { varies: [/up to \d+ at once/] });
  expect(numbersIn(stdout, /up to (\d+) at once/)[0]).toBeGreaterThan(1);
});
