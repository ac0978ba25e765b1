import { tag, viewClasses } from "./message-writer.ts";

type ViewClass = new (buffer: ArrayBufferLike, offset: number, length: number) => object;

const decoder = new TextDecoder();

/** From this length on TextDecoder is faster than a loop. */
const longText = 24;

/** So many characters are made at once: what is spread into a call has a limit. */
const textPiece = 8192;

/** Whether something has gone beside the bytes of a message. */
export function hasBeside(bytes: Uint8Array): boolean {
  return bytes[0] === 1;
}

/** Reads one message that message-writer.ts has written. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #beside: readonly unknown[];
  readonly #objects: unknown[] = [];
  #at = 1;

  /** `beside` is what came beside the bytes. */
  constructor(bytes: Uint8Array<ArrayBuffer>, beside: readonly unknown[]) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#beside = beside;
  }

  /** The message; called once. */
  read(): unknown {
    return this.#value();
  }

  #value(): unknown {
    const kind = this.#byte();
    switch (kind) {
      case tag.undefined:
        return undefined;
      case tag.null:
        return null;
      case tag.true:
        return true;
      case tag.false:
        return false;
      case tag.integer: {
        const zigzag = this.#varint();
        return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      }
      case tag.number:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8, true);
      case tag.ascii:
        return this.#ascii(this.#varint());
      case tag.utf16:
        return this.#utf16(this.#varint());
      case tag.bigint:
        return BigInt(String(this.#value()));
      case tag.again:
        return this.#objects[this.#varint()];
      default:
        return this.#object(kind);
    }
  }

  #object(kind: number): unknown {
    switch (kind) {
      case tag.array:
        return this.#array(this.#varint());
      case tag.object:
        return this.#plain(this.#varint());
      case tag.buffer: {
        const length = this.#varint();
        this.#at += length;
        return this.#keep(this.#bytes.slice(this.#at - length, this.#at).buffer);
      }
      case tag.view:
        return this.#viewOf(this.#byte());
      case tag.boxed:
        return this.#later(() => Object(this.#value()));
      case tag.beside:
        return this.#keep(this.#beside[this.#varint()]);
      default:
        throw new Error(`Cannot read a message: ${kind} is not the beginning of a value; please report this`);
    }
  }

  #array(length: number): unknown[] {
    const items: unknown[] = new Array(length);
    this.#objects.push(items);
    for (let i = 0; i < length; i++) {
      if (this.#bytes[this.#at] === tag.hole) this.#at++;
      else items[i] = this.#value();
    }
    return items;
  }

  #plain(count: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#objects.push(object);
    for (let i = 0; i < count; i++) {
      const key = String(this.#value());
      const value = this.#value();
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      } else object[key] = value;
    }
    return object;
  }

  #viewOf(number: number): object {
    const View = (globalThis as unknown as Record<string, ViewClass>)[viewClasses[number] as string] as ViewClass;
    return this.#later(() => {
      const buffer = this.#value() as ArrayBuffer;
      const offset = this.#varint();
      return new View(buffer, offset, this.#varint());
    });
  }

  /** An object that is made of what follows it, which may be numbered itself. */
  #later<T extends object>(make: () => T): T {
    const number = this.#objects.push(undefined) - 1;
    const made = make();
    this.#objects[number] = made;
    return made;
  }

  #keep<T>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #ascii(length: number): string {
    const start = this.#at;
    this.#at += length;
    if (length >= longText) return decoder.decode(this.#bytes.subarray(start, this.#at));
    let text = "";
    for (let i = start; i < this.#at; i++) text += String.fromCharCode(this.#bytes[i] as number);
    return text;
  }

  #utf16(length: number): string {
    let text = "";
    for (let i = 0; i < length; i += textPiece) {
      const codes = Array.from({ length: Math.min(textPiece, length - i) }, (_, offset) =>
        this.#view.getUint16(this.#at + (i + offset) * 2, true),
      );
      text += String.fromCharCode(...codes);
    }
    this.#at += length * 2;
    return text;
  }

  #byte(): number {
    return this.#bytes[this.#at++] as number;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}
