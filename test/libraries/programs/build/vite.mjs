// Builds a library, and starts a server, of which it gets a page.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { coroutine, load, run, sync } from "miniasync";

const vite = load("vite");
const getText = coroutine(async (url) => (await fetch(url)).text());
writeFileSync("a.ts", "export const a: number = 1;");
writeFileSync("index.html", "<p>hello");
const common = { root: process.cwd(), configFile: false, logLevel: "error" };

// The line of the table.
const [built] = run(vite.build({ ...common, build: { write: false, lib: { entry: "a.ts", formats: ["es"] } } }));
assert.match(built[0].output[0].code, /1/);

const [server] = run(vite.createServer({ ...common, server: { port: 0, host: "127.0.0.1" } }));
run(server.listen());
const { port } = sync(server.httpServer).address();
assert.match(run(getText(`http://127.0.0.1:${port}/`))[0], /hello/);
run(server.close());
