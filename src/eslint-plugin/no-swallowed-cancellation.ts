import { CoroutineTypes } from "./coroutine-types.ts";
import { isNode, nodesIn, type Rule, type SyntaxNode } from "./syntax.ts";

/** Finds a `catch` around a `yield*` that lets a cancellation go nowhere: the coroutine would go on after its deadline. */
export const noSwallowedCancellation: Rule = {
  meta: {
    type: "problem",
    docs: {
      description: "Disallow a catch around a yield* that does not rethrow CancelledError",
      recommended: true,
      requiresTypeChecking: false,
    },
    hasSuggestions: false,
    messages: {
      swallowed:
        "This catch may swallow CancelledError: the coroutine then goes on though it is cancelled. Rethrow it first: if ({{name}} instanceof CancelledError) throw {{name}};",
    },
    schema: [],
  },
  create(context) {
    const types = new CoroutineTypes(context);
    const { visitorKeys } = context.sourceCode;
    const waits = (node: SyntaxNode): boolean => {
      if (/Function/.test(node.type)) return false; // It waits at another time.
      const isWait = node.type === "YieldExpression" && node.delegate === true;
      if (isWait && nodesIn(node, ["argument"]).some((argument) => types.mayGiveCoroutine(argument))) return true;
      return nodesIn(node, visitorKeys[node.type] ?? []).some(waits);
    };
    return {
      TryStatement(node) {
        const [block] = nodesIn(node, ["block"]);
        const [handler] = nodesIn(node, ["handler"]);
        if (block === undefined || handler === undefined || !waits(block)) return;
        const [parameter] = nodesIn(handler, ["param"]);
        const name = parameter?.type === "Identifier" ? String(parameter.name) : undefined;
        const [body] = nodesIn(handler, ["body"]);
        if (body === undefined || outcome(body, name) === "throws") return;
        context.report({ node: handler, messageId: "swallowed", data: { name: name ?? "error" } });
      },
    };
  },
};

/** The way that a statement ends when the error is a CancelledError. "leaves" is by return, break or continue. */
type Outcome = "throws" | "leaves" | "goes on";

function outcome(statement: SyntaxNode, name: string | undefined): Outcome {
  switch (statement.type) {
    case "ThrowStatement":
      return "throws";
    case "ReturnStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return "leaves";
    case "BlockStatement":
      return ofAll(nodesIn(statement, ["body"]), name);
    case "IfStatement":
      return ofIf(statement, name);
    case "TryStatement": {
      const last = ofAll(nodesIn(statement, ["finalizer"]), name);
      if (last !== "goes on") return last;
      // What it throws its own handler catches.
      return ofAll(nodesIn(statement, isNode(statement.handler) ? [] : ["block"]), name);
    }
    default:
      return "goes on";
  }
}

function ofAll(statements: readonly SyntaxNode[], name: string | undefined): Outcome {
  for (const statement of statements) {
    const found = outcome(statement, name);
    if (found !== "goes on") return found;
  }
  return "goes on";
}

function ofIf(statement: SyntaxNode, name: string | undefined): Outcome {
  const [test] = nodesIn(statement, ["test"]);
  const truth = test === undefined ? undefined : truthOf(test, name);
  const yes = ofAll(nodesIn(statement, ["consequent"]), name);
  const no = ofAll(nodesIn(statement, ["alternate"]), name);
  if (truth !== undefined) return truth ? yes : no;
  if (yes === no) return yes;
  return yes === "leaves" || no === "leaves" ? "leaves" : "goes on";
}

/** The classes that CancelledError is of. */
const classes = new Set(["CancelledError", "MiniasyncError", "Error"]);

/** Whether a condition holds for a CancelledError in the variable `name`; undefined where that is not known. */
function truthOf(test: SyntaxNode, name: string | undefined): boolean | undefined {
  const [left] = nodesIn(test, ["left"]);
  const [right] = nodesIn(test, ["right"]);
  if (test.type === "UnaryExpression" && test.operator === "!") {
    const [argument] = nodesIn(test, ["argument"]);
    const truth = argument && truthOf(argument, name);
    return truth === undefined ? undefined : !truth;
  }
  if (left === undefined || right === undefined) return undefined;
  if (test.type === "LogicalExpression")
    return ofBoth(String(test.operator), truthOf(left, name), truthOf(right, name));
  if (test.operator === "instanceof") return isVariable(left, name) ? classes.has(lastName(right)) : undefined;
  const compared = comparedWith(left, right, name);
  if (compared === undefined) return undefined;
  if (/^===?$/.test(String(test.operator))) return compared;
  return /^!==?$/.test(String(test.operator)) ? !compared : undefined;
}

function ofBoth(operator: string, left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  const decisive = operator === "||";
  if (operator !== "||" && operator !== "&&") return undefined;
  if (left === decisive || right === decisive) return decisive;
  return left === undefined || right === undefined ? undefined : !decisive;
}

/** Whether `error.code` or `error.name` is compared with that of a CancelledError. */
function comparedWith(left: SyntaxNode, right: SyntaxNode, name: string | undefined): boolean | undefined {
  const [object] = nodesIn(left, ["object"]);
  if (object === undefined || !isVariable(object, name) || typeof right.value !== "string") return undefined;
  const expected = { code: "MINIASYNC_CANCELLED", name: "CancelledError" }[lastName(left)];
  return expected === undefined ? undefined : right.value === expected;
}

function isVariable(node: SyntaxNode, name: string | undefined): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** The name of `CancelledError` and of `miniasync.CancelledError`. */
function lastName(node: SyntaxNode): string {
  const [property] = nodesIn(node, ["property"]);
  return String((property ?? node).name);
}
