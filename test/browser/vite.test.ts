// A page that uses the package, made by Vite: built, and from its development server.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, createServer, type InlineConfig } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isolation, sendFile, serve, startBrowser } from "../support/browser.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Outside the repository: nothing is found there but what is put there. */
const project = mkdtempSync(`${tmpdir()}/miniasync-vite-`);
let browser: Browser;

const files = {
  "index.html": '<!doctype html><title>page</title><output></output><script type="module" src="/page.ts"></script>',
  "page.ts": `
import { coroutine, runAsync } from "miniasync";
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const [here] = await runAsync(coroutine(async () => "page")());
worker.onmessage = ({ data }) => { document.querySelector("output")!.textContent = [here, ...data].join(" "); };
worker.onerror = ({ message }) => { document.querySelector("output")!.textContent = "failed: " + message; };
worker.postMessage("go");
`,
  "worker.ts": `
import { coroutine, init, load, loop, run } from "miniasync";
onmessage = async () => {
  try {
    await init();
    const tools = load<{ double(x: number): Promise<number> }>(new URL("/tools.js", location.href));
    const add = coroutine(async (a: number, b: number) => a + b);
    postMessage([...run(tools.double(4), add(1, 2)), loop((own) => own.run(add(2, 2))[0])]);
  } catch (error) {
    postMessage(["failed", String(error)]);
  }
};
`,
  "public/tools.js": "export const double = async (x) => 2 * x;",
};

beforeAll(async () => {
  browser = await startBrowser();
  mkdirSync(`${project}/public`);
  mkdirSync(`${project}/node_modules/miniasync`, { recursive: true });
  cpSync(`${root}package.json`, `${project}/node_modules/miniasync/package.json`);
  symlinkSync(`${root}dist`, `${project}/node_modules/miniasync/dist`, "dir");
  for (const [name, text] of Object.entries(files)) writeFileSync(`${project}/${name}`, text);
});
afterAll(async () => {
  await browser?.close();
  rmSync(project, { recursive: true, force: true });
});

const config: InlineConfig = {
  root: project,
  configFile: false,
  logLevel: "silent",
  // The links of this test are to be seen as what they stand for.
  resolve: { preserveSymlinks: true },
  build: { target: "es2022" },
};

async function shown(url: string): Promise<string | null> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    const output = page.locator("output");
    await output.filter({ hasText: /./ }).waitFor({ timeout: 20_000 });
    return await output.textContent();
  } finally {
    await page.close();
  }
}

const good = "page 8 3 4";

test.each(["iife", "es"] as const)("built, with workers as %s", async (format) => {
  await build({ ...config, worker: { format }, build: { ...config.build, outDir: `${project}/out-${format}` } });
  const { url, server } = await serve(({ pathname }, response) => {
    for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    sendFile(response, new URL(`file://${project}/out-${format}${pathname === "/" ? "/index.html" : pathname}`));
  });
  try {
    expect(await shown(url)).toBe(good);
  } finally {
    server.close();
  }
});

test("from the development server", async () => {
  const server = await createServer({
    ...config,
    server: { port: 0, host: "127.0.0.1", headers: { ...isolation } },
  });
  await server.listen();
  try {
    expect(await shown(server.resolvedUrls?.local[0] as string)).toBe(good);
  } finally {
    await server.close();
  }
});
