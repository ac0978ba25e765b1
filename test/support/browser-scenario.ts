/**
 * Scenarios for the built package in a page: functions that are run there, as modules of their own, in a worker or on the main thread.
 * They are sent as text, so all they have are their parameters and the browser's globals.
 */
import { existsSync, readFileSync } from "node:fs";
import type { Server, ServerResponse } from "node:http";
import { isolation, sendFile, serve } from "./browser.ts";
import { openBrowser, type TestBrowser, type TestPage } from "./drivers.mjs";

type Package = typeof import("miniasync");
type Scenario<T> = (miniasync: Package, origin: string) => T | Promise<T>;

const root = new URL("../../", import.meta.url);

/** Longer than any scenario takes; a hang is an error of the test, not of the runner. */
const deadlineMs = 15_000;

/** What arrives of an error in a scenario. */
interface Failure {
  readonly error: string;
}

export class BrowserStage {
  readonly #browser: TestBrowser;
  readonly #servers: Server[] = [];
  readonly #scenarios: string[] = [];
  /** Headers of all that is served. */
  headers: Readonly<Record<string, string>> = isolation;
  /** More modules, by their paths. */
  readonly extra: Map<string, string> = new Map();
  /** What is run in every module of a scenario, and in the thread, before anything else. */
  prelude = "";
  /** A path that is not there, until "/put-back" is fetched. */
  missing = "";
  #url = "";

  private constructor(browser: TestBrowser) {
    this.#browser = browser;
  }

  static async start(): Promise<BrowserStage> {
    const stage = new BrowserStage(await openBrowser());
    const { server, url } = await serve((path, response) => stage.#answer(path, response));
    stage.#servers.push(server);
    stage.#url = url;
    return stage;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    for (const server of this.#servers) server.close();
  }

  /** Run a scenario in a worker of a new page, after `init()`. */
  inWorker<T>(scenario: Scenario<T>): Promise<T> {
    return this.#run(scenario, (url) => inWorker(url, true));
  }

  /** Without `init()`. */
  inRawWorker<T>(scenario: Scenario<T>): Promise<T> {
    return this.#run(scenario, (url) => inWorker(url, false));
  }

  onMainThread<T>(scenario: Scenario<T>): Promise<T> {
    return this.#run(scenario, (url) => `import(${JSON.stringify(url)}).then((module) => module.outcome(false))`);
  }

  /** Open a page, ask it something, and close it. */
  async visit<T>(url: string, ask: (page: TestPage) => Promise<T>): Promise<T> {
    const page = await this.#browser.newPage();
    try {
      await page.goto(url);
      return await Promise.race([ask(page), late()]);
    } finally {
      await page.close();
    }
  }

  /** Forget what a scenario has set. */
  reset(): void {
    this.headers = isolation;
    this.prelude = "";
    this.missing = "";
    this.extra.clear();
  }

  async #run<T>(scenario: Scenario<T>, program: (url: string) => string): Promise<T> {
    const number = this.#scenarios.push(scenario.toString()) - 1;
    const asked = program(`${this.#url}scenario/${number}.js`);
    const outcome = (await this.visit(this.#url, (page) => page.evaluate(asked))) as { readonly value: T } | Failure;
    if ("error" in outcome) throw new Error(`In the page: ${outcome.error}`);
    return outcome.value;
  }

  #answer(path: URL, response: ServerResponse): void {
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    if (path.pathname === "/put-back") this.missing = "";
    if (path.pathname === this.missing) return void response.writeHead(404).end();
    const scenario = /^\/scenario\/(\d+)\.js$/.exec(path.pathname)?.[1];
    if (path.pathname === "/") {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>A scenario</title>");
    } else if (scenario !== undefined) {
      response.setHeader("content-type", "text/javascript");
      response.end(program(this.#scenarios[Number(scenario)] as string, this.prelude));
    } else if (this.extra.has(path.pathname)) {
      response.setHeader("content-type", "text/javascript");
      response.end(this.extra.get(path.pathname));
    } else if (path.pathname === "/slow") {
      const milliseconds = Number(path.searchParams.get("ms"));
      setTimeout(() => response.end(path.searchParams.get("text")), milliseconds);
    } else if (path.pathname.startsWith("/miniasync/")) {
      const file = new URL(`dist/browser/${path.pathname.slice("/miniasync/".length)}`, root);
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.setHeader("content-type", "text/javascript");
      response.end(`${this.prelude}${readFileSync(file, "utf8")}`);
    } else {
      sendFile(response, new URL(`test/browser/modules${path.pathname}`, root));
    }
  }
}

/** The module of a scenario. */
function program(scenario: string, prelude: string): string {
  return `${prelude}
import * as miniasync from "/miniasync/miniasync.js";
const scenario = ${scenario};
export async function outcome(init) {
  try {
    if (init) await miniasync.init();
    return { value: await scenario(miniasync, location.origin) };
  } catch (error) {
    // Only V8 has the message in the stack, too.
    return { error: [error, error?.stack].join("\\n") };
  }
}
`;
}

/** The page's part: start a worker, and wait for what it says. */
function inWorker(url: string, init: boolean): string {
  const text = `import(${JSON.stringify(url)}).then((module) => module.outcome(${init})).then((outcome) => postMessage(outcome))`;
  return `new Promise((resolve) => {
    const source = new Blob([${JSON.stringify(text)}], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(source), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: message ?? "the worker did not start" });
  })`;
}

function late(): Promise<never> {
  return new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`the scenario had not ended after ${deadlineMs} ms`)), deadlineMs),
  );
}
