import { operationOf, operations } from "./operations.mjs";
import { Random } from "./random.mjs";

/** @typedef {import("./program.ts").Node} Node */
/** @typedef {import("./program.ts").Program} Program */

const most = 24;

/**
 * The random program of a seed: always the same one.
 * @param {number} seed
 * @param {boolean} faults whether it may have operations that are known to go wrong
 * @returns {Program}
 */
export function generate(seed, faults) {
  const random = new Random(seed);
  const mode = random.of(/** @type {const} */ (["run", "run", "run", "run", "loop", "runAsync", "runAsync"]));
  const listed = random.next() < 0.3;
  let left = random.between(1, most);

  /** @param {number} depth @param {boolean} inCallback @returns {Node} */
  function make(depth, inCallback) {
    left--;
    const isLeaf = depth === 0 || left <= 0;
    const choices = Object.entries(operations).filter(
      ([, { parts, calls, fault }]) =>
        (parts === undefined || !isLeaf) && !(inCallback && calls) && (fault === undefined || faults),
    );
    const op = choose(choices.map(([name, { weight }]) => [name, weight]));
    const {
      parts = [0, 0],
      n = [0, 0],
      inCallback: within = inCallback,
    } = /** @type {typeof operations[string]} */ (operations[op]);
    // A loop of its own has a thread of its own, which waits for no callback.
    const inside = op === "nestedLoop" ? false : within;
    const count = random.between(...parts);
    return { op, n: random.between(...n), children: Array.from({ length: count }, () => make(depth - 1, inside)) };
  }

  /** @param {readonly (readonly [string, number])[]} weighted */
  function choose(weighted) {
    let at = random.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of weighted) {
      at -= weight;
      if (at < 0) return name;
    }
    return /** @type {readonly [string, number]} */ (weighted[0])[0];
  }

  const roots = Array.from({ length: random.between(1, 3) }, () => make(4, false));
  return { seed, mode, listed, roots };
}

/** Smaller programs, the smallest first: one of them may show the same. @param {Program} program @returns {Program[]} */
export function smaller(program) {
  const found = program.roots.map((_, i) => ({ ...program, roots: program.roots.filter((_, j) => j !== i) }));
  for (const [i, root] of program.roots.entries()) {
    for (const less of smallerNodes(root)) found.push({ ...program, roots: program.roots.with(i, less) });
  }
  return found
    .filter(({ roots }) => roots.length > 0)
    .sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
}

/** @param {Node} node @returns {Node[]} */
function smallerNodes(node) {
  const [least = 0] = operationOf(node).parts ?? [];
  const found = [...node.children];
  for (const [i, child] of node.children.entries()) {
    if (node.children.length > least) found.push({ ...node, children: node.children.filter((_, j) => j !== i) });
    for (const less of smallerNodes(child)) found.push({ ...node, children: node.children.with(i, less) });
  }
  return found;
}

/** As it would be written. @param {Program} program */
export function show({ mode, listed, roots }) {
  /** @param {Node} node @returns {string} */
  const text = ({ op, n, children }) =>
    `${op}(${[...(operations[op]?.n === undefined ? [] : [n]), ...children.map(text)].join(", ")})`;
  return `${mode}(${roots.map(text).join(", ")}${listed ? ", { returnExceptions: [Error] }" : ""})`;
}
