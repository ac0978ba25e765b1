import { CoroutineTypes } from "./coroutine-types.ts";
import { nodesIn, type Rule, type SyntaxNode } from "./syntax.ts";

/** Finds statements that make a coroutine and throw it away: it has done nothing. */
export const noFloatingCoroutines: Rule = {
  meta: {
    type: "problem",
    docs: {
      description: "Disallow coroutines of miniasync that nobody waits for",
      recommended: true,
      requiresTypeChecking: true,
    },
    hasSuggestions: true,
    messages: {
      floating:
        "{{text}} makes a coroutine that nobody waits for: it does nothing. Write yield* before it, or pass it to run() or spawn().",
      wait: "Write yield* before it.",
      untyped:
        "This rule needs type information: set languageOptions.parser to @typescript-eslint/parser, and parserOptions.projectService.",
    },
    schema: [],
  },
  create(context) {
    const types = new CoroutineTypes(context);
    if (!types.known) return { Program: (node) => context.report({ node, messageId: "untyped" }) };
    return {
      ExpressionStatement(statement) {
        for (const node of nodesIn(statement, ["expression"]).flatMap(discarded)) {
          if (!makers.has(node.type) || !types.givesIdle(node)) continue;
          const text = context.sourceCode.getText(node);
          const waits = node.type !== "YieldExpression" && isInGenerator(node);
          context.report({
            node,
            messageId: "floating",
            data: { text: text.length > longest ? `${text.slice(0, longest)}…` : text },
            suggest: waits ? [{ messageId: "wait", fix: (fixer) => fixer.insertTextBefore(node, "yield* ") }] : [],
          });
        }
      },
    };
  },
};

/** So much of an expression is shown. */
const longest = 60;

/** `void f()` and assignments use what they are given; a plain `yield` does not wait. */
const makers = new Set(["CallExpression", "NewExpression", "YieldExpression"]);

/** The fields of an expression whose value is its own. */
const ends: Readonly<Record<string, readonly string[] | undefined>> = {
  LogicalExpression: ["right"],
  ConditionalExpression: ["consequent", "alternate"],
  SequenceExpression: ["expressions"],
  ChainExpression: ["expression"],
  TSNonNullExpression: ["expression"],
};

/** The expressions whose value is thrown away with that of this one. */
function discarded(node: SyntaxNode): SyntaxNode[] {
  const fields = ends[node.type];
  return fields === undefined ? [node] : nodesIn(node, fields).flatMap(discarded);
}

function isInGenerator({ parent }: SyntaxNode): boolean {
  if (!parent) return false;
  return /Function/.test(parent.type) ? parent.generator === true : isInGenerator(parent);
}
