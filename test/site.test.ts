// The site of `npm run site`, in a real browser. Looks at what a reader sees, on a wide and a narrow screen, in light and in dark.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
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
  // The watchdog takes silence for a hang. On a busy machine this may take longer than it waits, and has a deadline of its own.
  const announcing = setInterval(() => writeFileSync(`${inject("running")}/${process.pid}`, "the site"), 10_000);
  try {
    await buildSite(folder);
  } finally {
    clearInterval(announcing);
  }
  ({ url, server } = await serveSite(folder));
  mkdirSync(shots, { recursive: true });
}, 180_000);
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

const phone: BrowserContextOptions = { viewport: { width: 390, height: 900 }, hasTouch: true, isMobile: true };

/** The titles of the pages in a list of docs/, in its order. */
function listed(index: string): string[] {
  const text = readFileSync(new URL(`docs/${index}`, root), "utf8");
  return [...text.matchAll(/^(?:-|\d+\.) \[(.*?)\]\(.*?\.md\)/gm)].map(([, title = ""]) => title);
}

test("the start page leads to the first run, and the guide from its first page to its last", async () => {
  const page = await open("index.html");
  expect(await page.getByRole("img", { name: "Three calls at once" }).isVisible()).toBe(true);
  await page.getByText("npm install miniasync").waitFor();
  await page.getByRole("link", { name: "First run" }).first().click();
  await page.getByRole("heading", { level: 1, name: "First run" }).waitFor();
  await page.locator(".VPSidebar").getByRole("link", { name: "Why" }).click();
  const titles = listed("guide/index.md");
  for (const [index, title] of titles.entries()) {
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    if (index + 1 < titles.length) await page.locator(".pager-link.next").click();
  }
  await page.close();
});

test("it names the version, and leads to the repository", async () => {
  const { version, repository } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  const page = await open("index.html");
  expect(await page.getByRole("link", { name: `v${version}` }).isVisible()).toBe(true);
  const link = await page.getByRole("link", { name: "The repository" }).first().getAttribute("href");
  expect(`git+${link}.git`).toBe(repository.url);
  await page.close();
});

test.each([
  ["debug", "Cookbook", "Debug a program that blocks"],
  ["ctrl-c", "Seeing what a program waits for", "Ctrl-C"],
  ["progress", "Cookbook", "A command-line tool with progress"],
  ["timeout", "timeout()", ""],
  ["run", "run()", ""],
  ["retry", "Cookbook", "Retry HTTP requests"],
  ["PriorityQueue", "PriorityQueue<T>", ""],
  ["createSyncFn", "From synckit", ""],
])("the search for %s finds %s first, and opens it at its heading", async (words, title, section) => {
  const page = await open("index.html");
  await page.keyboard.press("/");
  await page.locator(".VPLocalSearchBox input").fill(words);
  const found = page.locator(".VPLocalSearchBox .results li", { hasText: title }).first();
  await found.waitFor();
  const first = page.locator(".VPLocalSearchBox .results li").first();
  await expect.poll(async () => (await first.textContent())?.replaceAll(/\s+/g, " ")).toContain(title);
  expect(await first.textContent()).toContain(section);
  await page.screenshot({ path: fileURLToPath(new URL(`search-${words}.png`, shots)) });
  await first.locator("a").click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  if (section !== "") await expect.poll(() => page.getByRole("heading", { name: section }).isVisible()).toBe(true);
  await page.close();
});

const pages = {
  start: "index.html",
  cookbook: "guide/19-cookbook.html",
  runtimes: "design/runtimes.html",
  run: "reference/miniasync/functions/run.html",
};

describe.each([1280, 390])("on a screen of %i", (width) => {
  test.each(Object.entries(pages))("%s fits, and shows something, light and dark", async (name, path) => {
    const page = await open(path, { ...(width === 390 ? phone : {}), colorScheme: "light" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const file = fileURLToPath(new URL(`${name}-${width}-${colorScheme}.png`, shots));
      const { colours, light } = await lookAt(page, await page.screenshot({ path: file, animations: "disabled" }));
      expect(colours).toBeGreaterThan(20);
      if (colorScheme === "light") expect(light).toBeGreaterThan(200);
      else expect(light).toBeLessThan(90);
    }
    await page.close();
  });
});

test("the theme can be switched", async () => {
  const page = await open("guide/02-first-run.html", { colorScheme: "light" });
  await page.locator(".VPNavBar .VPSwitchAppearance").click();
  await expect.poll(() => page.evaluate("document.documentElement.classList.contains('dark')")).toBe(true);
  await page.close();
});

test("a phone has the menu, and shows the buttons that copy", async () => {
  const page = await open("guide/02-first-run.html", phone);
  expect(await page.evaluate("getComputedStyle(document.querySelector('.vp-doc button.copy')).opacity")).toBe("1");
  await page.locator(".VPLocalNav button.menu").click();
  await page.locator(".VPSidebar").getByRole("link", { name: "Errors", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Errors" }).waitFor();
  await page.close();
});

test("code has the colours of its language", async () => {
  const page = await open("guide/02-first-run.html");
  const colours = (await page.evaluate(
    "[...document.querySelectorAll('.language-ts code span')].map((span) => getComputedStyle(span).color)",
  )) as string[];
  expect(new Set(colours).size).toBeGreaterThan(5);
  await page.close();
});

test("every Markdown page of docs/ is in a list, and in the site", () => {
  const written = readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md") && !file.startsWith(".vitepress/"));
  const built = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  expect(written.filter((file) => !built.includes(file.replace(/\.md$/, ".html")))).toEqual([]);
  const lists = ["guide", "migration", "design"].map((name) =>
    readFileSync(new URL(`docs/${name}/index.md`, root), "utf8"),
  );
  const unlisted = written.filter(
    (file) => !file.endsWith("index.md") && !lists.some((list) => list.includes(`${file.split("/").at(-1)})`)),
  );
  expect(unlisted, "add them to the list in index.md of their folder").toEqual([]);
});

describe("the reference", () => {
  const pageOf = (path: string) => readFileSync(new URL(`reference/miniasync/${path}.html`, folder), "utf8");

  test.each(["run", "runAsync", "init"])("%s is a function", (name) => {
    expect(pageOf(`functions/${name}`)).toContain(`${name}()`);
  });

  test("has the exports in categories", () => {
    const index = pageOf("index");
    const found = [...index.matchAll(/<h2 id="([a-z-]+)"/g)].map(([, id]) => id);
    expect(found).toEqual(["running", "reaching-async-code", "in-a-coroutine", "primitives", "errors", "types"]);
  });

  test("has an example for each class", () => {
    const classes = readdirSync(new URL("reference/miniasync/classes/", folder));
    expect(classes.length).toBeGreaterThan(20);
    expect(
      classes.filter((name) => !pageOf(`classes/${name.slice(0, -".html".length)}`).includes('id="example"')),
    ).toEqual([]);
  });

  test("says nothing of what is inherited from the runtime", () => {
    const files = readdirSync(new URL("reference/", folder), { recursive: true, encoding: "utf8" });
    const all = files.filter((file) => file.endsWith(".html"));
    const read = (file: string) => readFileSync(new URL(`reference/${file.replaceAll("\\", "/")}`, folder), "utf8");
    expect(all.filter((file) => read(file).includes("captureStackTrace"))).toEqual([]);
  });
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
