// The example for browsers, looked at as a visitor would.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser } from "../support/browser.ts";
import { shownExample } from "../support/example.ts";

const root = new URL("../../", import.meta.url);
const shots = new URL(".tmp/example-shots/", root);

let browser: Browser;
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  browser = await startBrowser();
  server = spawn(process.execPath, [fileURLToPath(new URL("examples/browser/server.mjs", root))], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  url = await new Promise((resolve) => server.stdout?.once("data", (line) => resolve(String(line).trim())));
  mkdirSync(shots, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  server?.kill();
});

test.each(["light", "dark"] as const)("it shows what the calls have done, and when (%s)", async (colorScheme) => {
  const page = await browser.newPage({ viewport: { width: 860, height: 800 }, colorScheme });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.locator("body[data-state]").waitFor({ timeout: 15_000 });
  await page.screenshot({ path: fileURLToPath(new URL(`browser-${colorScheme}.png`, shots)), fullPage: true });
  expect(await page.locator("body").getAttribute("data-state")).toBe("done");
  const textOf = (id: string): Promise<string | null> => page.locator(`#${id} output`).textContent();
  const timeOf = async (id: string): Promise<number> =>
    Number.parseInt((await page.locator(`#${id} time`).textContent()) ?? "", 10);
  expect(await textOf("together")).toBe("soup and bread");
  expect(await timeOf("together")).toBeGreaterThan(590);
  expect(await timeOf("together")).toBeLessThan(990);
  expect(await textOf("error")).toBe("HttpError, status 404: /missing answered 404");
  expect(await timeOf("error")).toBeLessThan(2500);
  expect(await textOf("deadline")).toMatch(/^TimeoutError; the server has seen \d+ requests given up so far$/);
  expect(await page.locator(".bar").count()).toBe(5);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(860);
  expect(complaints).toEqual([]);
  await page.close();
});

test("it prints where the page is", () => {
  const anyPort = (text: string): string => text.replace(/:\d+/, ":PORT");
  expect(anyPort(url)).toBe(anyPort(shownExample("browser").output.trim()));
});

test("it fits a narrow screen", async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
  await page.goto(url);
  await page.locator("body[data-state=done]").waitFor({ timeout: 15_000 });
  await page.screenshot({ path: fileURLToPath(new URL("browser-narrow.png", shots)), fullPage: true });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  await page.close();
});
