// The example for browsers, as its README has it. test/browser/scenarios/example.ts looks at the page as a visitor would, in each browser.
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

test("it is dark where the visitor wants that, and says nothing of errors", async () => {
  const page = await browser.newPage({ viewport: { width: 860, height: 800 }, colorScheme: "dark" });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.locator("body[data-state=done]").waitFor({ timeout: 15_000 });
  await page.screenshot({ path: fileURLToPath(new URL("browser-dark.png", shots)), fullPage: true });
  expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 23, 28)");
  expect(complaints).toEqual([]);
  await page.close();
});

test("it prints where the page is", () => {
  const anyPort = (text: string): string => text.replace(/:\d+/, ":PORT");
  expect(anyPort(url)).toBe(anyPort(shownExample("browser").output.trim()));
});
