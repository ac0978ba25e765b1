// The page of examples/browser/, as a visitor sees it. Pictures of it are in .tmp/example-shots/.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { BrowserStage } from "../../support/browser-scenario.ts";
import { browserId } from "../../support/drivers.mjs";
import { type Scenario, scenario } from "../scenario.ts";

const root = new URL("../../../", import.meta.url);
const shots = fileURLToPath(new URL(".tmp/example-shots/", root));

/** What is to be read off the page, once it is done. */
const look = `new Promise((resolve) => {
  const look = () => (document.body.dataset.state === undefined ? setTimeout(look, 50) : resolve(found()));
  const found = () => ({
    state: document.body.dataset.state,
    cards: [...document.querySelectorAll(".card")].map((card) => card.querySelector("output").textContent),
    times: [...document.querySelectorAll(".card time")].map(({ textContent }) => Number.parseInt(textContent, 10)),
    bars: document.querySelectorAll(".bar").length,
    tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  });
  look();
})`;

interface Found {
  readonly state: string;
  readonly cards: readonly string[];
  readonly times: readonly number[];
  readonly bars: number;
  readonly tooWide: number;
}

async function seen(stage: BrowserStage, width: number, name: string): Promise<Found> {
  const server = spawn(process.execPath, [fileURLToPath(new URL("examples/browser/server.mjs", root))], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    return await stage.visit(await firstLine(server), async (page) => {
      await page.resize(width, 860);
      const found = (await page.evaluate(look)) as Found;
      mkdirSync(shots, { recursive: true });
      await page.screenshot(`${shots}${browserId}-${name}.png`);
      return found;
    });
  } finally {
    server.kill();
  }
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => server.stdout?.once("data", (line) => resolve(String(line).trim())));
}

export const example: readonly Scenario[] = [
  scenario("shows what its calls have done, and when", async (stage) => {
    const { state, cards, times, bars, tooWide } = await seen(stage, 860, "wide");
    expect(state).toBe("done");
    expect(cards).toEqual([
      "soup and bread",
      "HttpError, status 404: /missing answered 404",
      expect.stringMatching(/^TimeoutError; the server has seen \d+ requests given up so far$/),
    ]);
    expect(times[0]).toBeGreaterThan(590);
    expect(times[0]).toBeLessThan(990);
    expect(times[1]).toBeLessThan(2500);
    expect(bars).toBe(5);
    expect(tooWide).toBe(0);
  }),

  scenario("fits the screen of a telephone", async (stage) => {
    const { state, tooWide } = await seen(stage, 390, "narrow");
    expect([state, tooWide]).toEqual(["done", 0]);
  }),
];
