import type { ErrorClass } from "../kernel/error-matcher.ts";
import type { Doorbell } from "../wire/bell.ts";
import type { Border } from "../wire/border.ts";
import { encode, encodeTable, takeBack } from "../wire/encode.ts";
import type { Undo } from "../wire/exports.ts";
import { type Base, type PostedRequest, type Request, shortRequest } from "../wire/protocol.ts";

/** A module or an inline function that coroutines are called of. It belongs to no thread until one of them runs. */
export interface Source {
  readonly base: Base;
  /** Its name in messages. */
  readonly label: string;
  readonly errors: readonly ErrorClass[];
  /** Its calls are spread over so many threads. */
  readonly maxThreads: number;
}

/** A path in a source: `fs.readFile`, not looked up yet. */
export interface Member {
  readonly kind: "member";
  readonly source: Source;
  readonly path: readonly string[];
  /** Its name in messages. */
  readonly label: string;
}

/** A request, ready to be sent. */
export interface Composed {
  readonly message: Request;
  /** Memory and ports that are moved with the message. */
  readonly transfer?: readonly unknown[];
  /** Take back the registrations that encoding it has made. */
  readonly undo?: readonly Undo[];
  /** The value it carries, to be tried by table when structured clone refuses the message. */
  readonly value?: unknown;
  /** The thread is blocked until this arrives: the answer to a plain callback. */
  readonly standing?: boolean | undefined;
}

/** As much of a thread's end as sending needs. */
interface Post {
  post(message: unknown, transfer: readonly unknown[], standing: boolean): boolean;
}

/** The owner of an outbox. */
interface Sender {
  /** Called when there are requests to send: `flush` is to be called. */
  unsent(): void;
  /** Called when the request with this number cannot be sent. */
  refused(id: number, error: unknown): void;
}

const nothing: readonly never[] = [];

/** So many requests go as one message: the thread begins with them while the next ones are made. */
const mostTogether = 64;

/** Requests on their way to a thread: those of one tick go as one message, or as few. */
export class Outbox {
  /** Requests pushed so far; each reaches the thread, or is refused. */
  count = 0;
  readonly #end: Post;
  readonly #bell: Doorbell;
  readonly #border: Border;
  readonly #sender: Sender;
  /** Numbers by the content of what they stand for: the same line may be evaluated again and again. */
  readonly #bases = new Map<string, number>();
  readonly #paths = new Map<string, number>();
  readonly #targets = new WeakMap<Member, number>();
  #waiting: Composed[] = [];
  /** The messages of these requests. */
  #messages: PostedRequest[] = [];
  #moved: readonly unknown[] = nothing;
  #standing = false;
  #released: number[] = [];

  constructor(end: Post, bell: Doorbell, border: Border, sender: Sender) {
    this.#end = end;
    this.#bell = bell;
    this.#border = border;
    this.#sender = sender;
  }

  push(composed: Composed): void {
    this.count++;
    this.#messages.push(shortRequest(composed.message));
    if (composed.transfer !== undefined && composed.transfer.length > 0)
      this.#moved = this.#moved.concat(composed.transfer);
    if (composed.standing) this.#standing = true;
    if (this.#waiting.push(composed) >= mostTogether) this.flush();
    else this.#sender.unsent();
  }

  /** Send a request at once, with those that wait. @returns whether it was sent; else nothing has been. */
  postNow(message: Request): boolean {
    const others = this.#waiting.length > 0;
    if (this.#moved.length > 0) return false;
    const short = shortRequest(message);
    try {
      if (!this.#end.post(others ? [...this.#messages, short] : [short], nothing, false)) return false;
    } catch {
      return false;
    }
    this.count++;
    this.#bell.ring();
    if (others) {
      this.#waiting = [];
      this.#messages = [];
    }
    return true;
  }

  /** The number that the thread knows a member by. */
  targetOf(member: Member): number {
    let target = this.#targets.get(member);
    if (target !== undefined) return target;
    const what = member.source.base;
    const base = numberOf(this.#bases, what, (base) => this.push({ message: { kind: "base", base, what } }));
    const { path } = member;
    target = numberOf(this.#paths, [base, ...path], (target) =>
      this.push({ message: { kind: "target", target, base, path } }),
    );
    this.#targets.set(member, target);
    return target;
  }

  /** Send the result or the error of a callback. `standing`: the thread is blocked until this arrives. */
  answer(call: number, ok: boolean, value: unknown, standing: boolean): void {
    try {
      this.#answer(call, ok, value, standing);
    } catch (error) {
      this.#answer(call, false, error, standing);
    }
  }

  #answer(call: number, ok: boolean, value: unknown, standing: boolean): void {
    const { transfer, undo, ...payload } = encode(value, this.#border, ok ? "result" : "error");
    this.push({ message: { kind: "answer", call, ok, ...payload }, transfer, undo, value, standing });
  }

  /** Release a thing of the thread that had arrived so often. */
  release(number: number, arrivals: number): void {
    this.#released.push(number, arrivals);
    this.#sender.unsent();
  }

  flush(): void {
    if (this.#released.length > 0) {
      const pairs = this.#released;
      this.#released = [];
      this.push({ message: { kind: "release", pairs } });
    }
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const messages = this.#messages;
    const moved = this.#moved;
    const standing = this.#standing;
    this.#waiting = [];
    this.#messages = [];
    this.#moved = nothing;
    this.#standing = false;
    try {
      this.#end.post(messages, moved, standing);
    } catch {
      // Send each alone: the one that cannot be sent is refused, and the others go.
      for (const composed of waiting) this.#sendAlone(composed);
    }
    // Post, then ring: a thread woken by a bell without a message sleeps again, and nothing rings a second time.
    this.#bell.ring();
  }

  #sendAlone(composed: Composed): void {
    const { message, transfer = nothing, undo = nothing, value, standing = false } = composed;
    try {
      this.#end.post([message], transfer, standing);
      return;
    } catch {
      takeBack(undo);
    }
    // Encode it by table, where every part has a path to be named by.
    let again: readonly Undo[] = nothing;
    try {
      const name = message.kind === "answer" ? "result" : "args";
      const { transfer: moved, undo: registered, ...payload } = encodeTable(value, this.#border, name);
      again = registered;
      this.#end.post([{ ...message, ...payload }], moved, standing);
    } catch (error) {
      takeBack(again);
      // The thread counts requests: as many as were pushed reach it.
      this.#end.post([{ kind: "nothing" } satisfies Request], [], standing);
      this.#refuse(composed, error);
    }
  }

  #refuse({ message, standing }: Composed, error: unknown): void {
    if (message.kind === "answer") {
      const why = new TypeError(`Cannot send the result of a callback: ${String(error)}`);
      this.answer(message.call, false, why, standing === true);
      this.flush();
    } else if ("id" in message) this.#sender.refused(message.id, error);
  }
}

/** The number of something with this content; `tell` is called with a new one. */
function numberOf(numbers: Map<string, number>, content: unknown, tell: (number: number) => void): number {
  const key = JSON.stringify(content);
  let number = numbers.get(key);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(key, number);
    tell(number);
  }
  return number;
}
