import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../scripts/run-process.mjs";
import { sendFile, serve } from "./browser.ts";

const root = new URL("../../", import.meta.url);

/** The path below which it is served, since a site may not lie at the root of its server. */
const base = "/some/where/";

/** Build the site into `folder`, as `npm run site` does. */
export async function buildSite(folder: URL): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const args = [fileURLToPath(new URL("scripts/site.mjs", root)), "--out", fileURLToPath(folder), "--base", base];
  const { code, stdout, stderr } = await runProcess(process.execPath, args, {
    deadlineMs: 170_000,
    cwd: fileURLToPath(root),
  });
  if (code !== 0) throw new Error(`Cannot build the site: ${stdout}${stderr}`);
}

/** Serve a folder from below its path. */
export async function serveSite(folder: URL): Promise<{ url: string; server: Server }> {
  const { url, server } = await serve(({ pathname }, response) => {
    const path = decodeURIComponent(pathname);
    if (!path.startsWith(base)) response.writeHead(404).end();
    else sendFile(response, new URL(`.${path.replace(base, "/")}`.replace(/\/$/, "/index.html"), folder));
  });
  return { url: url + base.slice(1), server };
}
