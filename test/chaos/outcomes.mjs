// What follows for a coroutine from how its parts end.

/** @typedef {import("./program.ts").Outcome} Outcome */
/** @typedef {import("./program.ts").Node} Node */

/** @param {readonly Outcome[]} parts @returns {Outcome} all their values, or the first error */
export const inTurn = (parts) => {
  const failed = parts.find((part) => "error" in part);
  return failed ?? { value: parts.map((part) => ("value" in part ? part.value : undefined)) };
};

/** @param {readonly Outcome[]} parts @param {string} error @returns {Outcome} */
export const together = (parts, error) => (parts.some((part) => "error" in part) ? { error } : inTurn(parts));

/** @param {Node} node @returns {Node} */
export const only = ({ children }) => /** @type {Node} */ (children[0]);

/** @param {readonly Outcome[]} parts @returns {Outcome} */
export const same = (parts) => /** @type {Outcome} */ (parts[0]);

/** An error that stands for whichever of several came first. */
export class OneOfThemFailed extends Error {
  /** @override */
  name = "OneOfThemFailed";
}

/** Time enough for calls that are cancelled: a nested run may block for longer than the usual grace. */
export const longGrace = { cancelGrace: 5000 };

/** A task that is left when its coroutine is cancelled may fail, which is told. */
export const leavesTask = /failed, and nobody looked at its error|failed while it was being cancelled/;
