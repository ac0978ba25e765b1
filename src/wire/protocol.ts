/** Every message that crosses between the caller and a thread. Both directions, one page. */
import type { Chain, Node } from "./nodes.ts";

/**
 * A value as it travels. Without `nodes`, `value` is the value itself and structured clone keeps it as it is. With `nodes`, it
 * is taken apart into a table (see nodes.ts), and `value` is the first slot.
 */
export interface Payload {
  readonly value: unknown;
  readonly nodes?: readonly Node[] | undefined;
}

/** Stands among the names of classes for all of them. */
export const allClasses = "*";

/** Where a target's path begins. */
export type Base =
  | {
      readonly kind: "module";
      readonly specifier: string;
      readonly from: string | undefined;
      readonly data: readonly string[];
    }
  | {
      readonly kind: "inline";
      readonly source: string;
      readonly from: string | undefined;
      /** The line and the column of the call of `coroutine()`, if they are known. */
      readonly calledAt: { readonly line: number; readonly column: number } | undefined;
      readonly data: readonly string[];
    };

/**
 * How one who blocks sees a part of a module: a function or class; an object that has functions, and is looked into; a value, which is
 * read each time. A getter has not been asked what it shows.
 */
export type MemberKind = "function" | "names" | "value" | "getter";

/** What a target is, and the names in it. */
export interface Looked {
  readonly is: MemberKind;
  readonly names: readonly string[];
  /** The kind of each name. */
  readonly kinds: readonly MemberKind[];
  /** How many of the names, from the first, are its own and enumerable. */
  readonly enumerable: number;
}

/** The messages of the caller. Requests with an `id` are answered by `return` or `throw` with the same id. */
export type Request =
  /** From here on `base` stands for this. */
  | { readonly kind: "base"; readonly base: number; readonly what: Base }
  /** From here on `target` stands for this path in a base. */
  | { readonly kind: "target"; readonly target: number; readonly base: number; readonly path: readonly string[] }
  /** Call the target, on the object it was found in. The payload is the array of arguments. */
  | ({ readonly kind: "call"; readonly id: number; readonly target: number; readonly construct: boolean } & Payload)
  /** Import the module of the target, if it is not there. Nobody waits for it. */
  | { readonly kind: "preload"; readonly target: number }
  /** The value of the target itself. `any`: a function, too. */
  | { readonly kind: "member"; readonly id: number; readonly target: number; readonly any?: boolean | undefined }
  /** What the target is, and which names it has: a `Looked`. */
  | { readonly kind: "look"; readonly id: number; readonly target: number }
  /** Call a method of a handle; with key undefined, the handle itself. */
  | ({
      readonly kind: "invoke";
      readonly id: number;
      readonly handle: number;
      readonly key: string | undefined;
      /** The handle that a function is called on; undefined for none. */
      readonly on: number | undefined;
      readonly construct: boolean;
    } & Payload)
  /** Make several calls. The payload is the array of the arguments of all. */
  | ({ readonly kind: "chain"; readonly id: number } & Chain & Payload)
  /** Read a property of a handle: answered at once, whatever else goes on. */
  | { readonly kind: "read"; readonly id: number; readonly handle: number; readonly key: string }
  /** The same, in its turn, when the caller need not block for it. */
  | { readonly kind: "get"; readonly id: number; readonly handle: number; readonly key: string }
  /** Set a property of a handle. The payload is an array of its value. */
  | ({ readonly kind: "set"; readonly id: number; readonly handle: number; readonly key: string } & Payload)
  /** Wait for a promise that travelled as a handle. */
  | { readonly kind: "settle"; readonly id: number; readonly handle: number }
  /** The number of the class that the target is; undefined while its module is not loaded, unless it is to be. */
  | { readonly kind: "class"; readonly id: number; readonly target: number; readonly load: boolean }
  /** The number of the class that the handle is. */
  | { readonly kind: "prototype"; readonly id: number; readonly handle: number }
  /** Start iterating over a handle. The answer is the number of the cursor. */
  | { readonly kind: "open"; readonly id: number; readonly handle: number }
  /** Up to `limit` items that are there, at least one unless it has ended: `[done, ...items]`. With 0 nothing is read ahead. */
  | { readonly kind: "pull"; readonly id: number; readonly cursor: number; readonly limit: number }
  /** Stop iterating: the source is closed. */
  | { readonly kind: "shut"; readonly id: number; readonly cursor: number }
  /** The caller has given up this call. */
  | { readonly kind: "abort"; readonly call: number; readonly reason: string | undefined }
  /** The result or the error of a callback. */
  | ({ readonly kind: "answer"; readonly call: number; readonly ok: boolean } & Payload)
  /** Things of the thread that nobody here has any more: pairs of a number and how often it had arrived. */
  | { readonly kind: "release"; readonly pairs: readonly number[] }
  /** A signal of the caller's has been aborted. The payload is the reason. */
  | ({ readonly kind: "fire"; readonly signal: number } & Payload)
  /** A signal of the caller's is gone, and never fires. */
  | { readonly kind: "drop"; readonly signal: number }
  | { readonly kind: "ping"; readonly id: number }
  /** Nothing has come for some time: if nothing goes on in the thread, it is to say so. */
  | { readonly kind: "rest" }
  /** To be answered by the same when all calls up to this one have begun, and the thread has had nothing to do for a moment. */
  | { readonly kind: "begun"; readonly upTo: number }
  /** Only to find out whether the thread exists. */
  | { readonly kind: "nothing" };

/** A call and a result as they usually travel: names of parts take longer to send than the rest of a small message. */
type ShortCall = readonly [id: number, target: number, args: unknown[]];
export type ShortReturn = readonly [id: number, value: unknown];

/** A request as it is posted. */
export type PostedRequest = Request | ShortCall;

/** The message that is posted to a thread: all requests of a tick, or 64 of them. */
export type PostedRequests = readonly PostedRequest[];

/** A reply as it is posted. */
export type PostedReply = Reply | ShortReturn;

export function shortRequest(request: Request): PostedRequest {
  if (request.kind !== "call" || request.construct || request.nodes !== undefined) return request;
  return [request.id, request.target, request.value as unknown[]];
}

export function shortReply(reply: Reply): PostedReply {
  return reply.kind === "return" && reply.nodes === undefined ? [reply.id, reply.value] : reply;
}

export function wholeRequest(posted: PostedRequest): Request {
  if (!Array.isArray(posted)) return posted as Request;
  const [id, target, value] = posted as ShortCall;
  return { kind: "call", id, target, construct: false, value };
}

export function isShortCall(posted: PostedRequest | undefined): posted is ShortCall {
  return Array.isArray(posted);
}

export function isShortReturn(posted: PostedReply): posted is ShortReturn {
  return Array.isArray(posted);
}

export function wholeReply(posted: PostedReply): Reply {
  if (!isShortReturn(posted)) return posted;
  const [id, value] = posted;
  return { kind: "return", id, value };
}

/** The messages of the thread. */
export type Reply =
  | { readonly kind: "ready" }
  | ({ readonly kind: "return"; readonly id: number } & Payload)
  | ({ readonly kind: "throw"; readonly id: number } & Payload)
  /** Call a function of the caller's. `blocking`: the thread stands still until the answer. */
  | ({
      readonly kind: "callback";
      readonly id: number;
      readonly callback: number;
      readonly blocking: boolean;
      /** The object of the caller's that the function is called on; undefined for none. */
      readonly on: number | undefined;
    } & Payload)
  /** A promise was rejected in the thread, and nobody handled it. The payload is the reason. */
  | ({ readonly kind: "rejected" } & Payload)
  /** The thread listens. */
  | { readonly kind: "pong"; readonly id: number }
  /** All calls up to this one have begun, and wait. It is not said when they have ended. */
  | { readonly kind: "begun"; readonly upTo: number }
  /** Nothing goes on in the thread any more, after so many requests. */
  | { readonly kind: "idle"; readonly received: number }
  /** Functions and objects of the caller's that the thread has no use for any more: pairs as above. */
  | { readonly kind: "release"; readonly pairs: readonly number[] }
  /** A class is gone that the caller was told of. */
  | { readonly kind: "classless"; readonly class: number }
  /** The thread's last message. */
  | ({
      readonly kind: "exit";
      readonly code: number;
      readonly stderr: readonly string[];
      readonly failed: boolean;
    } & Payload);
