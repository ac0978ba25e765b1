// Serves this folder and the package, with the two headers that let a page share memory with its workers. `/slow?ms=300` takes its time.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** What the browser may fetch: this folder, and the package's files for browsers. */
const folders = { "/": new URL("./", import.meta.url), "/miniasync/": new URL("../../dist/browser/", import.meta.url) };

let abandoned = 0;

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(String(request.url), "http://localhost");
  // Without these there is no SharedArrayBuffer. Scripts of workers need them as well as the page.
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  if (pathname === "/slow") {
    const timer = setTimeout(() => response.end(searchParams.get("text")), Number(searchParams.get("ms")));
    response.on("close", () => {
      if (response.writableEnded) return;
      clearTimeout(timer);
      abandoned++;
    });
    return;
  }
  if (pathname === "/abandoned") return response.end(String(abandoned));
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  const prefix = pathname.startsWith("/miniasync/") ? "/miniasync/" : "/";
  const name = pathname.slice(prefix.length) || "index.html";
  const text = await readFile(new URL(name, folders[prefix])).catch(() => undefined);
  if (text === undefined || name.includes("..")) return response.writeHead(404).end("There is no such page");
  response.setHeader("content-type", types[/** @type {".js"} */ (extname(name))] ?? "application/octet-stream");
  return response.end(text);
});

server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`http://localhost:${port}/`);
});
