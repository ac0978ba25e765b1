import type { Border } from "./border.ts";
import type { Doorbell } from "./doorbell.ts";
import { encodeTable } from "./encode.ts";
import { type PostedRequest, type Request, shortRequest } from "./protocol.ts";

/** A request, ready to be sent. */
export interface Composed {
  readonly message: Request;
  /** What is moved with it. */
  readonly transfer?: readonly unknown[];
  /** The value it carries, to be tried by table when structured clone refuses the message. */
  readonly value?: unknown;
  /** The thread stands still until it has it. */
  readonly standing?: boolean | undefined;
}

/** As much of a thread's end as sending needs. */
interface Post {
  post(message: unknown, transfer: readonly unknown[], standing: boolean): void;
}

const nothing: readonly unknown[] = [];

/** So many requests go as one message: the thread begins with them while the next ones are made. */
const mostTogether = 64;

/** Requests on their way to a thread: those of one tick go as one message, or as few. */
export class Outbox {
  /** Requests pushed so far; each reaches the thread, or is refused. */
  count = 0;
  readonly #end: Post;
  readonly #bell: Doorbell;
  readonly #border: Border;
  readonly #refuse: (composed: Composed, error: unknown) => void;
  #waiting: Composed[] = [];
  /** The same as it is to be posted. */
  #messages: PostedRequest[] = [];
  #moved: readonly unknown[] = nothing;
  #standing = false;

  constructor(end: Post, bell: Doorbell, border: Border, refuse: (composed: Composed, error: unknown) => void) {
    this.#end = end;
    this.#bell = bell;
    this.#border = border;
    this.#refuse = refuse;
  }

  push(composed: Composed): void {
    this.count++;
    this.#messages.push(shortRequest(composed.message));
    if (composed.transfer !== undefined && composed.transfer.length > 0)
      this.#moved = this.#moved.concat(composed.transfer);
    if (composed.standing) this.#standing = true;
    if (this.#waiting.push(composed) >= mostTogether) this.flush();
  }

  flush(): void {
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
      // One of them cannot be sent: find out which, and let the others go.
      for (const composed of waiting) this.#sendAlone(composed);
    }
    // Post, then ring: a thread woken by a bell without a message sleeps again, and nothing rings a second time.
    this.#bell.ring();
  }

  #sendAlone(composed: Composed): void {
    const { message, transfer, value, standing = false } = composed;
    try {
      this.#end.post([message], transfer ?? [], standing);
      return;
    } catch {
      // By table, where every part has a path to be named by.
    }
    try {
      const { transfer: moved, ...payload } = encodeTable(
        value,
        this.#border,
        message.kind === "answer" ? "result" : "args",
      );
      this.#end.post([{ ...message, ...payload }], moved, standing);
    } catch (error) {
      this.#end.post([{ kind: "nothing" } satisfies Request], [], standing);
      this.#refuse(composed, error);
    }
  }
}
