/** As much of ESLint and of its TypeScript parser as the rules use: neither is a dependency of this package. */

/** A node of the syntax tree. */
export interface SyntaxNode {
  readonly type: string;
  readonly parent?: SyntaxNode | null | undefined;
  readonly [key: string]: unknown;
}

/** A type, as the compiler tells it. */
export interface Type {
  /** 1 for `any`. */
  readonly flags: number;
  readonly symbol?: { readonly name: string } | undefined;
  readonly aliasSymbol?: { readonly name: string } | undefined;
  /** The parts of a union. */
  readonly types?: readonly Type[];
}

/** The surroundings of a rule, as ESLint gives them. */
export interface RuleContext {
  readonly sourceCode: {
    readonly parserServices?: {
      readonly program?: { getTypeChecker(): { typeToString(type: Type): string } } | null;
      readonly getTypeAtLocation?: (node: SyntaxNode) => Type;
    };
    readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
    getText(node: SyntaxNode): string;
  };
  report(problem: {
    readonly node: SyntaxNode;
    readonly messageId: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly suggest?: readonly {
      readonly messageId: string;
      fix(fixer: { insertTextBefore(node: SyntaxNode, text: string): unknown }): unknown;
    }[];
  }): void;
}

/** A rule of ESLint. */
export interface Rule {
  readonly meta: {
    readonly type: "problem";
    readonly docs: {
      readonly description: string;
      readonly recommended: boolean;
      readonly requiresTypeChecking: boolean;
    };
    readonly hasSuggestions: boolean;
    readonly messages: Readonly<Record<string, string>>;
    readonly schema: readonly [];
  };
  create(context: RuleContext): Readonly<Record<string, (node: SyntaxNode) => void>>;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** The nodes that are in some fields of a node, which may be lists of them. */
export function nodesIn(node: SyntaxNode, fields: readonly string[]): SyntaxNode[] {
  return fields.flatMap((field) => [node[field]].flat().filter(isNode));
}
