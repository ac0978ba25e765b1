// The site of `npm run site`, in a real browser. Looks at what a reader sees, on a wide and a narrow screen, in light and in dark.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startBrowser } from "./support/browser.ts";
import { buildSite, serveSite } from "./support/site.ts";

const root = new URL("../", import.meta.url);
const folder = new URL(`.tmp/site-${process.pid}/`, root);
const shots = new URL(".tmp/site-shots/", root);

let browser: Browser;
let server: Server;
let url: string;
/** What the browser has complained about. */
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
  await buildSite(folder);
  ({ url, server } = await serveSite(folder));
  mkdirSync(shots, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  complaints = [];
});
afterEach(() => {
  expect(complaints).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on(
    "response",
    (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`),
  );
  await page.goto(url + path);
  await page.locator("h1").first().waitFor();
  return page;
}

async function heading(page: Page): Promise<string> {
  const title = await page.locator(".col-content h1").first().textContent();
  await page.locator("footer").waitFor({ state: "attached" }); // the title is there earlier than what is below it
  return title ?? "";
}

test("the start page leads to the guide, and that from its first page to its last", async () => {
  const page = await open("index.html");
  expect(await heading(page)).toBe("miniasync");
  await page.locator(".col-content").getByRole("link", { name: "Guide" }).click();
  await page.locator(".col-content").getByRole("link", { name: "Why", exact: true }).click();
  const titles = [await heading(page)];
  for (;;) {
    const next = page.locator(".col-content p", { hasText: /^Next: / }).getByRole("link");
    if ((await next.count()) === 0) break;
    const name = (await next.textContent()) ?? "";
    await next.click();
    await page.getByRole("heading", { level: 1, name }).first().waitFor();
    titles.push(await heading(page));
  }
  expect(titles).toHaveLength(15);
  expect(titles.at(-1)).toBe("More than one machine");
  await page.close();
});

test.each([
  ["SIGINT", "Limits", "Limits"],
  ["PriorityQueue", "PriorityQueue", "Class PriorityQueue<T>"],
  ["createSyncFn", "synckit", "From synckit"],
])("the search for %s finds the page, which then opens", async (words, result, title) => {
  const page = await open("index.html");
  await page.keyboard.press("/");
  await page.locator("#tsd-search-input").fill(words);
  const found = page.locator("#tsd-search-results li", { hasText: result }).first();
  await found.waitFor();
  await page.screenshot({ path: fileURLToPath(new URL(`search-${words}.png`, shots)) });
  await found.locator("a").click();
  await page.waitForURL((to) => !to.pathname.endsWith("index.html"));
  expect((await heading(page)).replaceAll(/\s/g, "")).toBe(title.replaceAll(/\s/g, ""));
  await page.close();
});

const pages = {
  start: "index.html",
  "how-it-works": "documents/Guide.How_it_works.html",
  synckit: "documents/Migration.From_synckit.html",
  architecture: "documents/Design.Architecture.html",
  queue: "classes/miniasync.Queue.html",
};

describe.each([
  ["wide", 1280, "light"],
  ["wide", 1280, "dark"],
  ["narrow", 390, "light"],
] as const)("on a %s screen (%i), %s", (_name, width, colorScheme) => {
  test.each(Object.entries(pages))("%s fits, and shows something", async (name, path) => {
    const page = await open(path, { viewport: { width, height: 900 }, colorScheme });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const file = fileURLToPath(new URL(`${name}-${width}-${colorScheme}.png`, shots));
    const { colours, light } = await lookAt(page, await page.screenshot({ path: file }));
    expect(colours).toBeGreaterThan(20);
    if (colorScheme === "light") expect(light).toBeGreaterThan(200);
    else expect(light).toBeLessThan(70);
    await page.close();
  });
});

test("code has the colours of its language", async () => {
  const page = await open("index.html");
  const colours = (await page.evaluate(
    "[...document.querySelectorAll('pre code.ts span')].map((span) => getComputedStyle(span).color)",
  )) as string[];
  expect(new Set(colours).size).toBeGreaterThan(5);
  await page.close();
});

test("every Markdown page of docs/ is in it", () => {
  const written = readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .map((file) => /^# (.*)$/m.exec(readFileSync(new URL(`docs/${file}`, root), "utf8"))?.[1]);
  const built = readdirSync(new URL("documents/", folder))
    .map((file) => readFileSync(new URL(`documents/${file}`, folder), "utf8"))
    .map((html) => /<h1 id[^>]*>(.*?)<a /s.exec(html)?.[1]?.replaceAll("&#39;", "'"));
  expect(
    written.filter((title) => !built.includes(title)),
    "add them to the list in index.md of their folder",
  ).toEqual([]);
});

/** How many colours a picture has, and how light it is on average, from 0 to 255. The browser knows how to read it. */
async function lookAt(page: Page, png: Buffer): Promise<{ colours: number; light: number }> {
  const source = `data:image/png;base64,${png.toString("base64")}`;
  return page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const colours = new Set();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      sum += (data[i] + data[i + 1] + data[i + 2]) / 3;
    }
    return { colours: colours.size, light: sum / (data.length / 4) };
  })()`);
}
