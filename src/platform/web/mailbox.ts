/**
 * Bytes on their way from one thread to another, in memory that both have: a ring that one side writes and the other reads. With
 * wire/bell.ts the only place that touches shared memory.
 *
 * Neither side ever waits here. Bytes that do not fit stay with the writer, which has said so; the reader that then makes room wakes it.
 * So two sides that both send more than fits, to each other, both go on reading. The order of the steps matters, and
 * test/model/mailbox.test.ts checks it over every interleaving: the writer says that it wants room first, and looks whether there
 * is any after; the reader makes room first, and looks whether it was wanted after.
 */

/** How many bytes have been written and read, modulo 2 ** 32, and whether the writer wants room. Each has a cache line. */
const WRITTEN = 0;
const READ = 32;
const WANTED = 64;
const headBytes = 384;

/** So many bytes fit at once. A power of two, so that a counter that overflows stays at its place. */
const defaultCapacity: number = 2 ** 20;

/** Memory for a mailbox. */
export function allocateMailbox(capacity: number = defaultCapacity): SharedArrayBuffer {
  return new SharedArrayBuffer(headBytes + capacity);
}

/** The words and the ring, as both sides see them. */
class Ring {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, headBytes / Int32Array.BYTES_PER_ELEMENT);
    this.bytes = new Uint8Array(memory, headBytes);
  }

  /** How many bytes are there to be read. */
  get filled(): number {
    return (Atomics.load(this.words, WRITTEN) - Atomics.load(this.words, READ)) >>> 0;
  }

  /** The place of a counter in the ring. */
  place(counter: number): number {
    return (counter >>> 0) % this.bytes.length;
  }
}

/** The writer's side. */
export class MailboxWriter {
  readonly #ring: Ring;
  /** Messages that have not been written, in order, and how much of the first has been. */
  readonly #waiting: Uint8Array[] = [];
  #done = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new Ring(memory);
  }

  /** Whether all has been written. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Send a message: as much of it as fits now, the rest in calls of `proceed`. Ring the reader's bell after. */
  send(message: Uint8Array): void {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, message.length, true);
    this.#waiting.push(length, message);
    this.proceed();
  }

  /** Write what fits of what waits. Call when the reader rings. @returns whether that was anything: ring its bell then. */
  proceed(): boolean {
    let any = false;
    for (let chunk = this.#waiting[0]; chunk !== undefined; chunk = this.#waiting[0]) {
      const room = this.#room();
      if (room === 0) return any;
      const part = chunk.subarray(this.#done, this.#done + room);
      this.#write(part);
      any = true;
      this.#done += part.length;
      if (this.#done < chunk.length) continue;
      this.#done = 0;
      this.#waiting.shift();
    }
    return any;
  }

  /** How many bytes can be written. When there are none, the reader will ring. */
  #room(): number {
    const { words, bytes } = this.#ring;
    const room = bytes.length - this.#ring.filled;
    if (room > 0) return room;
    // Say it, then look again: room that was made in between would be told to nobody.
    Atomics.store(words, WANTED, 1);
    return bytes.length - this.#ring.filled;
  }

  #write(part: Uint8Array): void {
    const { words, bytes } = this.#ring;
    const written = Atomics.load(words, WRITTEN);
    const start = this.#ring.place(written);
    const first = part.subarray(0, bytes.length - start);
    bytes.set(first, start);
    bytes.set(part.subarray(first.length), 0);
    // The bytes, then the counter: what it counts can be read.
    Atomics.store(words, WRITTEN, (written + part.length) | 0);
  }
}

/** The reader's side. */
export class MailboxReader {
  readonly #ring: Ring;
  readonly #madeRoom: () => void;
  #message: Uint8Array<ArrayBuffer> = new Uint8Array(4);
  #done = 0;
  /** Whether the bytes are those of a message, not those of its length. */
  #inside = false;

  /** `madeRoom` is called when the writer waits for room, and there is some: ring its bell. */
  constructor(memory: SharedArrayBuffer, madeRoom: () => void) {
    this.#ring = new Ring(memory);
    this.#madeRoom = madeRoom;
  }

  /** The next message, if all of it has arrived; else what has is taken in. */
  receive(): Uint8Array<ArrayBuffer> | undefined {
    for (let filled = this.#ring.filled; filled > 0; filled = this.#ring.filled) {
      this.#read(Math.min(filled, this.#message.length - this.#done));
      if (this.#done < this.#message.length) continue;
      const complete = this.#message;
      this.#done = 0;
      if (this.#inside) {
        this.#inside = false;
        this.#message = new Uint8Array(4);
        return complete;
      }
      this.#inside = true;
      this.#message = new Uint8Array(new DataView(complete.buffer).getUint32(0, true));
    }
    return undefined;
  }

  #read(length: number): void {
    const { words, bytes } = this.#ring;
    const read = Atomics.load(words, READ);
    const start = this.#ring.place(read);
    const first = bytes.subarray(start, Math.min(start + length, bytes.length));
    this.#message.set(first, this.#done);
    this.#message.set(bytes.subarray(0, length - first.length), this.#done + first.length);
    this.#done += length;
    // Make room, then look whether it is wanted.
    Atomics.store(words, READ, (read + length) | 0);
    if (Atomics.exchange(words, WANTED, 0) === 1) this.#madeRoom();
  }
}
