import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("500 downloads, 20 at once, with retries, listed errors and a deadline", { timeout: 60_000 }, async () => {
  await checkExample("downloads");
});
