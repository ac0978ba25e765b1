// All operations, and what follows from them for a whole program.
import { combinations } from "./combinations.mjs";
import { failures } from "./failures.mjs";
import { leaves } from "./leaves.mjs";
import { runs } from "./runs.mjs";
import { synchronizing } from "./synchronizing.mjs";

/** @typedef {import("./program.ts").Node} Node */
/** @typedef {import("./program.ts").Outcome} Outcome */

/** @type {Readonly<Record<string, import("./program.ts").Operation>>} */
export const operations = { ...leaves, ...failures, ...synchronizing, ...combinations, ...runs };

/** @param {Node} node */
export const operationOf = (node) => /** @type {import("./program.ts").Operation} */ (operations[node.op]);

/** How a coroutine must end. @param {Node} node @returns {Outcome} */
export function outcomeOf(node) {
  return operationOf(node).expect(node, node.children.map(outcomeOf));
}

/** Of a node and all below it. @param {Node} node @returns {Node[]} */
export function allOf(node) {
  return [node, ...node.children.flatMap(allOf)];
}
