/**
 * Scenarios that do not hold yet, by their titles, and how they fail. The test of one that holds fails: it is no fault any more, and
 * leaves this list. `npm run test:runtimes` leaves these out.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const knownFaults = {};

/**
 * The same for scenarios that hold on this Node, but not yet on another runtime. The matrix looks at these.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const knownFaultsElsewhere = {};
