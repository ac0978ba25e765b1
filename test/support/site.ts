import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { runProcess } from "../../scripts/run-process.mjs";

const root = new URL("../../", import.meta.url);

/** Build the site into `folder`, as `npm run site` does. */
export async function buildSite(folder: URL): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const typedoc = fileURLToPath(new URL("node_modules/typedoc/bin/typedoc", root));
  const args = [typedoc, "--out", fileURLToPath(folder)];
  const { code, stdout, stderr } = await runProcess(process.execPath, args, {
    deadlineMs: 85_000,
    cwd: fileURLToPath(root),
  });
  if (code !== 0) throw new Error(`Cannot build the site: ${stdout}${stderr}`);
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** Serve a folder from below a path, since a site may not lie at the root of its server. */
export async function serveSite(folder: URL): Promise<{ url: string; server: Server }> {
  const prefix = "/some/where/";
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(String(request.url), "http://x").pathname);
    const file = new URL(`.${path.replace(prefix, "/")}`, folder);
    if (path === "/favicon.ico") return response.writeHead(204).end();
    if (!path.startsWith(prefix) || !existsSync(file)) return response.writeHead(404).end();
    response.setHeader("content-type", types[extname(file.pathname)] ?? "application/octet-stream");
    return response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, server };
}

export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `Cannot look at the site: there is no ${executablePath}; install it (Debian: apt-get install chromium), or name a Chromium or Chrome in CHROMIUM_PATH`,
    );
  }
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu", "dev-shm-usage"];
  const args = ["--no-sandbox", "--no-first-run", ...quiet.map((what) => `--disable-${what}`)];
  return chromium.launch({ executablePath, args });
}
