import { Doorbell } from "../../wire/bell.ts";
import { hasBeside, MessageReader, MessageWriter } from "./bytes.ts";
import { MailboxReader, MailboxWriter } from "./mailbox.ts";
import { now, queueMicrotask, turn, type WebPort } from "./web-scope.ts";

/** How long messages may be taken in before the events of this end have a turn, in milliseconds. */
const slice = 8;

/** The memory and the bells of one end of a wire. */
interface WireParts {
  readonly outgoing: SharedArrayBuffer;
  readonly incoming: SharedArrayBuffer;
  /** The bell that this end listens to, and the one that the other end does. */
  readonly ownBell: SharedArrayBuffer;
  readonly otherBell: SharedArrayBuffer;
}

/**
 * One end of the wire between a caller and a thread in a browser. There a thread that blocks cannot take a message from a port, so
 * all messages are bytes in shared memory, in both directions.
 *
 * Objects that cannot be bytes can go from the caller to the thread beside them, by a port, which brings it when the thread's event loop
 * turns. Until then its message waits, and those after it; but when the thread stands still they go ahead.
 */
export class WebWire {
  readonly #writer: MailboxWriter;
  readonly #reader: MailboxReader;
  readonly #ownBell: Doorbell;
  readonly #otherBell: Doorbell;
  readonly #port: WebPort | undefined;
  /** Messages that wait for what goes beside them, and what has come. */
  readonly #late: Uint8Array<ArrayBuffer>[] = [];
  readonly #parcels: (readonly unknown[])[] = [];

  /** `port`: what this end sends by it what cannot be bytes; undefined where that is to be refused. */
  constructor({ outgoing, incoming, ownBell, otherBell }: WireParts, port: WebPort | undefined) {
    this.#ownBell = new Doorbell(ownBell);
    this.#otherBell = new Doorbell(otherBell);
    this.#writer = new MailboxWriter(outgoing);
    this.#reader = new MailboxReader(incoming, () => this.#otherBell.ring());
    this.#port = port;
  }

  /** Whether all that was posted has left this end. */
  get isEmpty(): boolean {
    return this.#writer.isEmpty;
  }

  /**
   * Send a message; the other end's bell has to be rung after. `standing`: the other end stands still until it has it.
   * @throws TypeError, before anything is sent, for what cannot be sent, and what postMessage throws.
   */
  post(message: unknown, transfer: readonly unknown[], standing: boolean): void {
    const port = standing ? undefined : this.#port;
    const writer = new MessageWriter(transfer, port !== undefined);
    const bytes = writer.write(message);
    if (writer.hasBeside) {
      // Such a message may be overtaken. Alone it holds up no other, and what others need to be understood has gone before it.
      if (Array.isArray(message) && message.length > 1) throw new TypeError("what goes beside the bytes must go alone");
      port?.postMessage(writer.beside, transfer);
    } else if (transfer.length > 0) {
      // Sent as a copy, but it was to leave.
      structuredClone(undefined, { transfer: transfer as never });
    }
    this.#writer.send(bytes);
  }

  /** Objects that have come by the port. */
  parcel(items: readonly unknown[]): void {
    this.#parcels.push(items);
  }

  /** The next message. `standing`: this end stands still, so that nothing comes by the port. */
  receive(standing: boolean): { readonly message: unknown } | undefined {
    this.proceed();
    if (this.#late.length > 0) {
      const beside = this.#parcels.shift();
      if (beside !== undefined) return read(this.#late.shift() as Uint8Array<ArrayBuffer>, beside);
      if (!standing) return undefined;
    }
    for (let bytes = this.#reader.receive(); bytes !== undefined; bytes = this.#reader.receive()) {
      if (!hasBeside(bytes)) return read(bytes, []);
      const beside = this.#late.length === 0 ? this.#parcels.shift() : undefined;
      if (beside !== undefined) return read(bytes, beside);
      this.#late.push(bytes);
      if (!standing) return undefined;
    }
    return undefined;
  }

  /** Send what did not fit at first, as far as it does now. */
  proceed(): void {
    if (!this.#writer.isEmpty && this.#writer.proceed()) this.#otherBell.ring();
  }

  /** Block until there may be something to receive or room to proceed, or `milliseconds` are over. */
  wait(milliseconds: number): void {
    const seen = this.#ownBell.read();
    this.proceed();
    this.#ownBell.wait(seen, milliseconds);
  }

  /** Call `look` whenever there may be something to receive, or room to proceed, while the event loop turns, and while it gives true. */
  async watch(look: () => boolean): Promise<void> {
    let turnedAt = now();
    for (;;) {
      const seen = this.#ownBell.read();
      try {
        if (!look()) return;
      } catch (error) {
        // As if an event listener had thrown it: others are told, and this goes on.
        queueMicrotask(() => {
          throw error;
        });
      }
      if (await this.#ownBell.rung(seen)) turnedAt = now();
      // The other end may be so quick that its bell never has to be waited for. Then timers and requests wait for nothing else.
      else if (now() - turnedAt > slice) {
        await turn();
        turnedAt = now();
      }
    }
  }
}

function read(bytes: Uint8Array<ArrayBuffer>, beside: readonly unknown[]): { readonly message: unknown } {
  return { message: new MessageReader(bytes, beside).read() };
}
