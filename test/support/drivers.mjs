// The browsers that scenarios are played in, all seen the same way, and what drives each: Playwright knows Chromium; Puppeteer speaks
// WebDriver BiDi with the Firefox that is installed, and Selenium speaks WebDriver with WebKitGTK, in a display of its own.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { pathToFileURL } from "node:url";
import * as playwright from "playwright-core";
import { chromium, drivers, firefox, webkit } from "../../scripts/tools.mjs";

/**
 * @typedef {"chromium" | "firefox" | "webkit"} BrowserId
 *
 * @typedef {object} TestPage
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(expression: string) => Promise<unknown>} evaluate the value of its promise
 * @property {(width: number, height: number) => Promise<void>} resize as near as the browser's window can be
 * @property {(file: string) => Promise<unknown>} screenshot
 * @property {() => Promise<void>} close
 *
 * @typedef {object} TestBrowser
 * @property {string} version
 * @property {() => Promise<TestPage>} newPage
 * @property {() => Promise<void>} close
 */

/** An `evaluate` ends by itself after so many milliseconds where nothing else could end it. */
const patience = 60_000;

/** In WebDriver, which has no undefined. */
const nothing = "(undefined)";

/** @type {Readonly<Record<BrowserId, { title: string, tool: import("../../scripts/tools.mjs").Tool, open: (path: string) => Promise<TestBrowser> }>>} */
export const browsers = {
  chromium: { title: "Chromium", tool: chromium, open: openChromium },
  firefox: { title: "Firefox", tool: firefox, open: openFirefox },
  webkit: { title: "WebKit", tool: webkit, open: openWebKit },
};

/** The browser that the scenarios of this process are played in. */
export const browserId = /** @type {BrowserId} */ (process.env.MINIASYNC_BROWSER ?? "chromium");

/** Start it. It is an error when there is none: a test that skips itself would be green for nothing. */
export async function openBrowser(id = browserId) {
  const { title, tool, open } = browsers[id];
  const path = tool.find();
  if (path === undefined) throw new Error(`Cannot start a browser: there is no ${title}; ${tool.remedy}`);
  return open(path);
}

/** @param {string} executablePath */
export function launchChromium(executablePath) {
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu", "dev-shm-usage"];
  const args = ["--no-sandbox", "--no-first-run", ...quiet.map((what) => `--disable-${what}`)];
  return playwright.chromium.launch({ executablePath, args });
}

/** @param {string} path @returns {Promise<TestBrowser>} */
async function openChromium(path) {
  const browser = await launchChromium(path);
  return {
    version: browser.version(),
    async newPage() {
      const page = await browser.newPage();
      return {
        goto: (url) => page.goto(url),
        evaluate: (expression) => page.evaluate(expression),
        resize: (width, height) => page.setViewportSize({ width, height }),
        screenshot: (file) => page.screenshot({ path: file, fullPage: true }),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

const fromDrivers = createRequire(`${drivers.folder}package.json`);

/** @param {string} executablePath @returns {Promise<TestBrowser>} */
async function openFirefox(executablePath) {
  const { default: puppeteer } = await import(pathToFileURL(fromDrivers.resolve("puppeteer-core")).href);
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    version: (await browser.version()).replace("firefox/", ""),
    async newPage() {
      const page = await browser.newPage();
      return {
        goto: (url) => page.goto(url),
        evaluate: (expression) => page.evaluate(expression),
        resize: (width, height) => page.setViewport({ width, height }),
        screenshot: (file) => page.screenshot({ path: file, fullPage: true }),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

/** @param {string} binary of its MiniBrowser @returns {Promise<TestBrowser>} */
async function openWebKit(binary) {
  const { Builder, Capabilities } = fromDrivers("selenium-webdriver");
  const display = await startDisplay();
  const port = await freePort();
  const server = spawn("/usr/bin/WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    // This WebKit leaves SharedArrayBuffer out of all pages, even of those that say they are isolated: https://bugs.webkit.org/317847.
    // So it is given to all. Safari gives it to isolated ones.
    env: { ...process.env, DISPLAY: display.name, GDK_BACKEND: "x11", JSC_useSharedArrayBuffer: "1" },
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(url);
  const session = await new Builder()
    .usingServer(url)
    .withCapabilities(
      new Capabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary, args: ["--automation"] },
      }),
    )
    .build();
  await session.manage().setTimeouts({ script: patience });
  const first = await session.getWindowHandle();
  return {
    version: (await session.getCapabilities()).get("browserVersion"),
    async newPage() {
      await session.switchTo().newWindow("window");
      return {
        goto: (address) => session.get(address),
        async evaluate(expression) {
          const outcome = await session.executeAsyncScript(
            `const done = arguments[0];
            const text = (value) => JSON.stringify(value, (_, it) => (it === undefined ? "${nothing}" : it));
            Promise.resolve(${expression}).then((value) => done({ value: text(value) }), (error) => done({ error: String(error) }));`,
          );
          if ("error" in outcome) throw new Error(outcome.error);
          return JSON.parse(outcome.value, (_, it) => (it === nothing ? undefined : it));
        },
        async resize(width, height) {
          // What is asked for is the window with its bars; it is there a moment later.
          const [barsX, barsY] = await session.executeScript(
            "return [outerWidth - innerWidth, outerHeight - innerHeight]",
          );
          await session
            .manage()
            .window()
            .setRect({ width: width + barsX, height: height + barsY });
        },
        async screenshot(file) {
          writeFileSync(file, Buffer.from(await session.takeScreenshot(), "base64"));
        },
        async close() {
          await session.close();
          await session.switchTo().window(first);
        },
      };
    },
    async close() {
      await session.quit();
      server.kill();
      display.close();
    },
  };
}

/** A display that nobody sees. @returns {Promise<{ name: string, close: () => void }>} */
async function startDisplay() {
  const server = spawn("/usr/bin/Xvfb", ["-displayfd", "3", "-screen", "0", "1600x2400x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error("Cannot start a display: Xvfb ended")));
    server.stdio[3]?.once("data", (line) => resolve(String(line).trim()));
  });
  return { name: `:${number}`, close: () => void server.kill() };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} url */
async function answers(url) {
  for (let tries = 200; ; tries--) {
    try {
      await fetch(`${url}/status`);
      return;
    } catch (cause) {
      if (tries === 0) throw new Error("Cannot start WebKit: WebKitWebDriver does not answer", { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
