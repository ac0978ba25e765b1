/** A real browser, and a server of pages for it. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import type * as playwright from "playwright-core";
import { chromium } from "../../scripts/tools.mjs";
import { launchChromium } from "./drivers.mjs";

/** Start Chromium, with all that Playwright knows about it. It is an error when there is none: a test that skips itself would be green for nothing. */
export async function startBrowser(): Promise<playwright.Browser> {
  const executablePath = chromium.find();
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error(`Cannot start a browser: there is no ${executablePath ?? chromium.name}; ${chromium.remedy}`);
  }
  return launchChromium(executablePath);
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** What makes a page cross-origin isolated. Workers need them too. */
export const isolation: Readonly<Record<string, string>> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Send a file, or that there is none. */
export function sendFile(response: ServerResponse, file: URL): void {
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.setHeader("content-type", types[extname(file.pathname)] ?? "application/octet-stream");
  response.end(readFileSync(file));
}

/** A server on this machine, at a port that is free. */
export async function serve(
  answer: (path: URL, response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const url = new URL(String(request.url), "http://x");
    if (url.pathname === "/favicon.ico") response.writeHead(204).end();
    else answer(url, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
