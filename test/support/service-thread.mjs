// GET /hello/NAME?delay=MS answers "hello NAME"; GET /fail answers 503; GET /hang never answers; POST /echo gives the body back;
// GET /log lists what has happened, such as "open /hang" and "given up /hang".
import { createServer } from "node:http";
import { parentPort } from "node:worker_threads";

/** @type {string[]} */
const log = [];

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(String(request.url), "http://127.0.0.1");
  if (pathname === "/log") {
    response.end(JSON.stringify(log));
    return;
  }
  log.push(`open ${pathname}`);
  response.on("close", () => log.push(`${response.writableFinished ? "answered" : "given up"} ${pathname}`));
  if (pathname === "/hang") return;
  if (pathname === "/echo") {
    for await (const chunk of request) response.write(chunk);
    response.end();
    return;
  }
  setTimeout(
    () => {
      response.statusCode = pathname === "/fail" ? 503 : 200;
      response.end(`hello ${pathname.split("/").at(-1)}`);
    },
    Number(searchParams.get("delay") ?? 0),
  );
});
server.listen(0, "127.0.0.1", () =>
  parentPort?.postMessage(/** @type {import("node:net").AddressInfo} */ (server.address()).port),
);
