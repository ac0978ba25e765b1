import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { Callbacks } from "../../src/in-caller/callbacks.ts";
import { CallerBorder } from "../../src/in-caller/caller-border.ts";
import { handleProxy } from "../../src/in-caller/handle.ts";
import { Handles } from "../../src/in-caller/handles.ts";
import type { Thread } from "../../src/in-caller/thread.ts";
import { Stubs } from "../../src/in-thread/stubs.ts";
import { Things } from "../../src/in-thread/things.ts";
import { ThreadBorder } from "../../src/in-thread/thread-border.ts";
import { nodeRuntime } from "../../src/platform/node/node-runtime.ts";
import type { Border } from "../../src/wire/border.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode, encodeTable } from "../../src/wire/encode.ts";

/** Both sides of a bridge in one thread: values cross as they do between two, by postMessage, but nothing is called. */
export class Loopback {
  readonly things: Things = new Things();
  readonly callbacks: Callbacks = new Callbacks();
  readonly handles: Handles;
  readonly thread: ThreadBorder;
  readonly caller: CallerBorder;

  constructor() {
    const stubs = new Stubs({
      callBlocking: () => undefined,
      callWaiting: () => Promise.resolve(),
      forget: () => {},
    });
    this.thread = new ThreadBorder(nodeRuntime, this.things, stubs);
    const hub = { unsent: false };
    const thread = { hub, callbacks: this.callbacks, tell: () => {}, requireAlive: () => {} } as unknown as Thread;
    this.handles = new Handles(thread, handleProxy);
    Object.assign(thread, { handles: this.handles });
    this.caller = new CallerBorder(thread, nodeRuntime);
  }

  /** As a result or an error of a call travels. */
  toCaller(value: unknown): unknown {
    return cross(value, this.thread, this.caller, "result");
  }

  /** As an argument travels. */
  toThread(value: unknown): unknown {
    return cross(value, this.caller, this.thread, "args");
  }

  /** There and back again. */
  echo(value: unknown): unknown {
    return this.toCaller(this.toThread(value));
  }
}

function cross(value: unknown, from: Border, to: Border, name: string): unknown {
  const first = encode(value, from, name);
  let message: unknown;
  try {
    message = post(first, first.transfer);
  } catch {
    const table = encodeTable(value, from, name);
    message = post(table, table.transfer);
  }
  return decode(message as { value: unknown }, to);
}

/** By postMessage, which is not quite structuredClone: see the clone table in docs/design/values.md. */
function post(payload: { readonly value: unknown; readonly nodes?: unknown }, transfer: readonly unknown[]): unknown {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage({ value: payload.value, nodes: payload.nodes }, transfer as never);
    return receiveMessageOnPort(port2)?.message;
  } finally {
    port1.close();
  }
}
