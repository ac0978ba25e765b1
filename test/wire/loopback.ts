import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { CallerBorder } from "../../src/in-caller/caller-border.ts";
import type { Home } from "../../src/in-caller/calls.ts";
import { handleProxy } from "../../src/in-caller/handle.ts";
import { ThreadBorder } from "../../src/in-thread/thread-border.ts";
import type { ErrorClass } from "../../src/kernel/error-matcher.ts";
import { nodeRuntime } from "../../src/platform/node/node-runtime.ts";
import type { Border } from "../../src/wire/border.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode, encodeTable, takeBack } from "../../src/wire/encode.ts";
import type { Payload } from "../../src/wire/protocol.ts";

/** Both sides of a wire in one thread: values cross as they do between two, by postMessage, but nothing is called. */
export class Loopback {
  readonly thread: ThreadBorder;
  readonly caller: CallerBorder;
  /** Pairs of things of the thread that the caller has released since `takeReleased`. */
  #released: number[] = [];

  constructor() {
    this.thread = new ThreadBorder(nodeRuntime, {
      callBlocking: () => undefined,
      callWaiting: () => Promise.resolve(),
      release: () => {},
      classless: () => {},
    });
    const home = {
      outbox: { release: (number: number, arrivals: number) => this.#released.push(number, arrivals) },
      liveness: { requireAlive() {} },
      get imports() {
        return caller.imports;
      },
    } as unknown as Home;
    const caller = new CallerBorder(home, { ...nodeRuntime, letGo: undefined }, handleProxy, () => {});
    this.caller = caller;
  }

  takeReleased(): number[] {
    return this.#released.splice(0);
  }

  /** As a result or an error of a call travels. Errors may be instances of `errors`. */
  toCaller(value: unknown, errors: readonly ErrorClass[] = []): unknown {
    return this.caller.decode(cross(value, this.thread, "result"), errors);
  }

  /** As an argument travels. */
  toThread(value: unknown): unknown {
    return decode(cross(value, this.caller, "args"), this.thread);
  }

  /** There and back again. */
  echo(value: unknown): unknown {
    return this.toCaller(this.toThread(value));
  }
}

function cross(value: unknown, from: Border, name: string): Payload {
  const first = encode(value, from, name);
  try {
    return post(first, first.transfer);
  } catch {
    takeBack(first.undo);
    const table = encodeTable(value, from, name);
    return post(table, table.transfer);
  }
}

/** By postMessage, which is not quite structuredClone: see the clone table in docs/design/values.md. */
function post(payload: Payload, transfer: readonly unknown[]): Payload {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage({ value: payload.value, nodes: payload.nodes }, transfer as never);
    return receiveMessageOnPort(port2)?.message as Payload;
  } finally {
    port1.close();
  }
}
