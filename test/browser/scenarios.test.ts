// Every scenario in one browser: Chromium, unless the variable MINIASYNC_BROWSER names another. `npm run test:browsers` sets it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BrowserStage } from "../support/browser-scenario.ts";
import { browserId } from "../support/drivers.mjs";
import { everyScenario } from "./every-scenario.ts";

let stage: BrowserStage;

beforeAll(async () => {
  stage = await BrowserStage.start();
});
beforeEach(() => stage.reset());
afterAll(() => stage?.close());

describe.each(Object.entries(everyScenario))("%s", (_, scenarios) => {
  for (const { title, body, differs } of scenarios) {
    const difference = differs[browserId];
    if (difference === undefined) test(title, () => body(stage));
    else {
      // It may take one deadline of its own to fail.
      test(`differs: ${title}`, { timeout: 40_000 }, async () => {
        await expect(body(stage), `it holds, although it should not: ${difference.why}`).rejects.toThrow();
        stage.reset();
        await difference.instead(stage);
      });
    }
  }
});
