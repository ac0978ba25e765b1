import type { RuleContext, SyntaxNode, Type } from "./syntax.ts";

/** Tells which expressions give coroutines, as far as there is type information. */
export class CoroutineTypes {
  readonly #typeAt: ((node: SyntaxNode) => Type) | undefined;
  readonly #checker: { typeToString(type: Type): string } | undefined;

  constructor({ sourceCode }: RuleContext) {
    const services = sourceCode.parserServices;
    this.#typeAt = services?.getTypeAtLocation;
    this.#checker = services?.program?.getTypeChecker();
  }

  /** Whether the parser knows types. */
  get known(): boolean {
    return this.#typeAt !== undefined && this.#checker !== undefined;
  }

  /** Whether an expression gives a coroutine that does nothing until somebody waits for it. */
  givesIdle(node: SyntaxNode): boolean {
    return this.#some(node, (type) => this.#isCoroutine(type) && !isStarted(type));
  }

  /** Whether an expression gives something that a coroutine can wait for; true where that is not known. */
  mayGiveCoroutine(node: SyntaxNode): boolean {
    return !this.known || this.#some(node, (type) => this.#isCoroutine(type) || isStarted(type) || isAny(type));
  }

  #some(node: SyntaxNode, test: (type: Type) => boolean): boolean {
    const type = this.#typeAt?.(node);
    return type !== undefined && (type.types ?? [type]).some(test);
  }

  #isCoroutine(type: Type): boolean {
    const name = nameOf(type);
    // A generator function gives a Generator of Suspend, or of never, when it waits for nothing.
    if (name === "Generator") return /^Generator<(?:Suspend|never)\b/.test(this.#checker?.typeToString(type) ?? "");
    return name === "Coroutine";
  }
}

function nameOf(type: Type): string {
  return type.aliasSymbol?.name ?? type.symbol?.name ?? "";
}

/** Those go on though nobody waits for them. */
function isStarted(type: Type): boolean {
  return /^(?:Task|Future)$/.test(nameOf(type));
}

function isAny({ flags }: Type): boolean {
  return (flags & 1) !== 0;
}
