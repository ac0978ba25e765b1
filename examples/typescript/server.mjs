// A server of sources, in a process of its own: node server.mjs DELAY. Prints its port.
//   GET /FILE        a source, after DELAY milliseconds
//   GET /statistics  how many were asked for, and how many of them at most at once
import { createServer } from "node:http";

/** @type {Record<string, string>} */
const sources = {
  "/main.ts": `import { area } from "./shapes/index.js";
import { euros } from "./money.js";
import { log } from "./log.js";
log(area({ width: 2, height: 3 }));
log(euros("12"));
`,
  "/shapes/index.ts": `export * from "./circle.js";
export * from "./rectangle.js";
`,
  "/shapes/circle.ts": `import type { Shape } from "./shape.js";
export const circle = (radius: number): Shape => ({ width: radius * 2, height: radius * 2 });
`,
  "/shapes/rectangle.ts": `import type { Shape } from "./shape.js";
export const area = ({ width, height }: Shape): number => width * height;
`,
  "/shapes/shape.ts": "export interface Shape { width: number; height: number }\n",
  "/money.ts": 'export const euros = (amount: number): string => amount.toFixed(2) + " EUR";\n',
  "/log.ts": "export const log = (value: unknown): void => void value;\n",
};
const delay = Number(process.argv[2]);
let requests = 0;
let atOnce = 0;
let most = 0;

const server = createServer((request, response) => {
  if (request.url === "/statistics") return void response.end(JSON.stringify({ requests, most }));
  requests++;
  most = Math.max(most, ++atOnce);
  setTimeout(() => {
    atOnce--;
    const source = sources[String(request.url)];
    response.writeHead(source === undefined ? 404 : 200, { "content-type": "text/plain" });
    response.end(source ?? "");
  }, delay);
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
