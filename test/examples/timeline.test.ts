import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("three reports are read, two at a time", async () => {
  await checkExample("timeline");
});
