// What the scenarios send requests to. It runs in the runner's process, so it answers while they block.
import { createServer } from "node:http";

/** @returns {Promise<{ readonly url: string, close(): void }>} */
export async function startServer() {
  /** @type {(() => void) | undefined} */
  let first;
  let aborted = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(String(request.url), "http://server");
    response.on("close", () => {
      if (!response.writableEnded) aborted++;
    });
    if (pathname === "/aborted") response.end(String(aborted));
    else if (pathname === "/meet") {
      // Nobody is answered before there are two.
      const answer = () => void response.end("2 together");
      if (first === undefined) first = answer;
      else {
        first();
        answer();
        first = undefined;
      }
    } else if (pathname !== "/never") response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
