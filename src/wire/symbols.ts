const namesOfSymbol = Symbol as unknown as Record<string, unknown>;

/** The well-known symbol of this name, where there is one. */
export function wellKnown(name: string): symbol | undefined {
  const symbol = namesOfSymbol[name];
  return typeof symbol === "symbol" ? symbol : undefined;
}

export function wellKnownName(symbol: symbol): string | undefined {
  return Object.getOwnPropertyNames(Symbol).find((name) => namesOfSymbol[name] === symbol);
}

/**
 * Symbols that have crossed, by a number that is the same on both sides: one side gives even numbers, the other odd ones. A
 * symbol of the other side has a twin here, and is itself again when it goes back.
 */
export class Symbols {
  readonly #byId = new Map<number, symbol>();
  readonly #ids = new Map<symbol, number>();
  #next: number;

  constructor(first: 0 | 1) {
    this.#next = first;
  }

  idOf(symbol: symbol): number {
    const known = this.#ids.get(symbol);
    if (known !== undefined) return known;
    const id = this.#next;
    this.#next += 2;
    this.#ids.set(symbol, id);
    this.#byId.set(id, symbol);
    return id;
  }

  symbolOf(id: number, text: string | undefined): symbol {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const twin = Symbol(text);
    this.#ids.set(twin, id);
    this.#byId.set(id, twin);
    return twin;
  }
}
