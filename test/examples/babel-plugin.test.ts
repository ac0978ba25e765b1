import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("a database checks the SQL of a file as Babel compiles it, synchronously", { timeout: 60_000 }, async () => {
  await checkExample("babel-plugin");
});
