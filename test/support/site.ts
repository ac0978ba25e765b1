import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../scripts/run-process.mjs";
import { sendFile, serve } from "./browser.ts";

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

/** Serve a folder from below a path, since a site may not lie at the root of its server. */
export async function serveSite(folder: URL): Promise<{ url: string; server: Server }> {
  const prefix = "/some/where/";
  const { url, server } = await serve(({ pathname }, response) => {
    const path = decodeURIComponent(pathname);
    if (!path.startsWith(prefix)) response.writeHead(404).end();
    else sendFile(response, new URL(`.${path.replace(prefix, "/")}`, folder));
  });
  return { url: url + prefix.slice(1), server };
}
