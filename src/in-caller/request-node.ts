import { cannotSend, type Path } from "../wire/border.ts";
import type { Node } from "../wire/nodes.ts";

/** Whether it is a request of fetch. */
export function isRequest(value: object): value is Request {
  return typeof Request !== "undefined" && Object.getPrototypeOf(value) === Request.prototype;
}

/** Options of a request that are one value each. Where a runtime has not all of them, the others are left out. */
const requestOptions = [
  "method",
  "mode",
  "credentials",
  "cache",
  "redirect",
  "referrer",
  "referrerPolicy",
  "integrity",
  "keepalive",
] as const;

/** A request without a body is all data, but for its signal, which cannot fire while this thread blocks. @throws CloneError for one with a body. */
export function requestNode(request: Request, path: Path): Node {
  if (request.body !== null && request.body !== undefined)
    throw cannotSend(
      path,
      "the body of a Request is a stream, which stays here; pass its address and its options instead",
    );
  const init: Record<string, string | boolean> = {};
  for (const option of requestOptions) {
    const value: unknown = request[option];
    if (typeof value === "string" || typeof value === "boolean") init[option] = value;
  }
  return { kind: "request", url: request.url, headers: [...request.headers.entries()], init };
}
