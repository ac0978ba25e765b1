/** A message as bytes, for memory that two threads share: where the one who waits has no way to take a message from a port. */

/** The kind of value that follows, in one byte. */
const tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  /** A varint, zigzag. */
  integer: 4,
  /** Eight bytes. */
  number: 5,
  /** A varint of the length, and so many bytes of ASCII. */
  ascii: 6,
  /** The same, of UTF-16: it keeps surrogates that stand alone. */
  utf16: 7,
  /** The text of its digits, as a value. */
  bigint: 8,
  /** An index without a value. */
  hole: 9,
  /** A varint of the length, and the items. */
  array: 10,
  /** A varint of how many there are, and keys and values in turn. */
  object: 11,
  /** A varint of the number of an object that came before: they are numbered as they come. */
  again: 12,
  /** A varint of the length, and the bytes. */
  buffer: 13,
  /** The class (see viewClasses), its buffer as a value, and varints of offset and length. */
  view: 14,
  /** A primitive. */
  boxed: 15,
  /** A varint of the place in what goes beside the bytes. */
  beside: 16,
} as const;

/** Classes of views on a buffer, by number. */
const viewClasses: readonly string[] = [
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
];

const firstSize = 512;

/** From this length on TextEncoder is faster than a loop. */
const longToEncode = 64;

/** Made when they are used: pages of jsdom have neither class. */
let encoder: InstanceType<typeof TextEncoder> | undefined;
let decoder: InstanceType<typeof TextDecoder> | undefined;

/** Writes one message. */
export class MessageWriter {
  #bytes: Uint8Array = new Uint8Array(firstSize);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** The first byte says whether something goes beside the bytes. */
  #length = 1;
  readonly #numbers = new Map<object, number>();
  readonly #moved: ReadonlySet<unknown>;
  /** Objects that cannot be bytes, in the order in which they came; undefined where nothing can go beside them. */
  readonly beside: unknown[] | undefined;

  /** `moved` leaves this side for good. `beside`: whether things may go beside the bytes, by a port. */
  constructor(moved: readonly unknown[], beside: boolean) {
    this.#moved = new Set(moved);
    this.beside = beside ? [] : undefined;
  }

  /** Whether something goes beside the bytes. Ask after writing. */
  get hasBeside(): boolean {
    return this.beside !== undefined && (this.beside.length > 0 || this.#moved.size > 0);
  }

  /** The bytes of `value`. Plain objects, arrays, primitives, buffers and views, with cycles. @throws TypeError for others. */
  write(value: unknown): Uint8Array<ArrayBuffer> {
    this.#value(value);
    this.#bytes[0] = this.hasBeside ? 1 : 0;
    return this.#bytes.slice(0, this.#length) as Uint8Array<ArrayBuffer>;
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case "undefined":
        return this.#byte(tag.undefined);
      case "boolean":
        return this.#byte(value ? tag.true : tag.false);
      case "number":
        return this.#number(value);
      case "string":
        return this.#text(value);
      case "bigint":
        this.#byte(tag.bigint);
        return this.#text(String(value));
      case "object":
        return value === null ? this.#byte(tag.null) : this.#object(value);
      default:
        throw new TypeError(`${typeof value === "function" ? "a function" : "a symbol"} cannot be sent as bytes`);
    }
  }

  #number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 30 && !Object.is(value, -0)) {
      this.#byte(tag.integer);
      return this.#varint(value < 0 ? -value * 2 - 1 : value * 2);
    }
    this.#byte(tag.number);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #text(text: string): void {
    const start = this.#length;
    this.#byte(tag.ascii);
    this.#varint(text.length);
    this.#reserve(text.length + 3); // As much as encodeInto may need to say that it does not fit.
    if (this.#ascii(text)) return;
    this.#length = start;
    this.#byte(tag.utf16);
    this.#varint(text.length);
    this.#reserve(text.length * 2);
    for (let i = 0; i < text.length; i++) this.#view.setUint16(this.#length + i * 2, text.charCodeAt(i), true);
    this.#length += text.length * 2;
  }

  /** @returns whether it was. */
  #ascii(text: string): boolean {
    const { length } = text;
    if (length >= longToEncode) {
      encoder ??= new TextEncoder();
      const { read, written } = encoder.encodeInto(text, this.#bytes.subarray(this.#length, this.#length + length));
      // As many bytes as characters: all of them are ASCII.
      if (read !== length || written !== length) return false;
    } else {
      for (let i = 0; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code > 127) return false;
        this.#bytes[this.#length + i] = code;
      }
    }
    this.#length += length;
    return true;
  }

  #object(value: object): void {
    const number = this.#numbers.get(value);
    if (number !== undefined) {
      this.#byte(tag.again);
      return this.#varint(number);
    }
    this.#numbers.set(value, this.#numbers.size);
    if (Array.isArray(value)) return this.#array(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#plain(value as Record<string, unknown>);
    if (this.beside !== undefined && this.#moved.has(value)) return this.#beside(value, this.beside);
    if (ArrayBuffer.isView(value)) return this.#viewOf(value);
    if (isOf(value, "ArrayBuffer")) return this.#buffer(value as ArrayBuffer);
    const inner = boxedIn(value);
    if (inner !== undefined) {
      this.#byte(tag.boxed);
      return this.#value(inner);
    }
    if (this.beside === undefined) {
      throw new TypeError(`${Object.prototype.toString.call(value).slice(8, -1)} cannot be sent as bytes`);
    }
    this.#beside(value, this.beside);
  }

  #array(items: readonly unknown[]): void {
    this.#byte(tag.array);
    this.#varint(items.length);
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (item === undefined && !Object.hasOwn(items, i)) this.#byte(tag.hole);
      else this.#value(item);
    }
  }

  #plain(value: Record<string, unknown>): void {
    const keys = Object.keys(value);
    this.#byte(tag.object);
    this.#varint(keys.length);
    for (const key of keys) {
      this.#text(key);
      this.#value(value[key]);
    }
  }

  #viewOf(view: ArrayBufferView): void {
    const name = Object.prototype.toString.call(view).slice(8, -1);
    if (!viewClasses.includes(name)) throw new TypeError(`${name} cannot be sent as bytes`);
    this.#byte(tag.view);
    this.#byte(viewClasses.indexOf(name));
    this.#value(view.buffer);
    this.#varint(view.byteOffset);
    this.#varint((view as Partial<Uint8Array>).length ?? view.byteLength);
  }

  #buffer(buffer: ArrayBuffer): void {
    const bytes = new Uint8Array(buffer);
    this.#byte(tag.buffer);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #beside(value: object, beside: unknown[]): void {
    this.#byte(tag.beside);
    this.#varint(beside.push(value) - 1);
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Seven bits a byte, the lowest first; 128 says that there are more. */
  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function isOf(value: object, name: string): boolean {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

/** The primitive in an object of it. */
function boxedIn(value: object): unknown {
  for (const Class of [Number, String, Boolean, BigInt]) {
    if (value instanceof Class) return value.valueOf();
  }
  return undefined;
}

type ViewClass = new (buffer: ArrayBufferLike, offset: number, length: number) => object;

/** From this length on TextDecoder is faster than a loop. */
const longToDecode = 24;

/** So many characters are made at once: what is spread into a call has a limit. */
const textPiece = 8192;

/** Whether something has gone beside the bytes of a message. */
export function hasBeside(bytes: Uint8Array): boolean {
  return bytes[0] === 1;
}

/** Reads one message that `MessageWriter` has written. */
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
    if (length >= longToDecode) {
      decoder ??= new TextDecoder();
      return decoder.decode(this.#bytes.subarray(start, this.#at));
    }
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
