/**
 * Scenarios that do not hold yet, by their titles, and how they fail. The test of one that holds fails: it is no fault any more, and
 * leaves this list. `npm run test:runtimes` leaves these out.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const knownFaults = {
  // Values
  "with --frozen-intrinsics everything works the same": "TypeError: stackTraceLimit cannot be set.",

  // Output and warnings
  "output is in order with what its caller writes to a pipe that is full": "The thread's comes first.",
  "output is in order with that of its caller when the caller is a worker": "The thread's comes first.",
};

/**
 * The same for scenarios that hold on this Node, but not yet on another runtime. The matrix looks at these.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const knownFaultsElsewhere = {};
