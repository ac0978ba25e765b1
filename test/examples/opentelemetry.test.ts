import { test } from "vitest";
import { checkExample } from "../support/example.ts";

test("spans of runs and calls have the parents that the program shows", async () => {
  await checkExample("opentelemetry");
});
