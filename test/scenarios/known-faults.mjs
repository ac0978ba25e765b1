/**
 * Scenarios that do not hold yet, by their titles, and how they fail. The test of one that holds fails: it is no fault any more, and
 * leaves this list. `npm run test:runtimes` leaves these out.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const knownFaults = {};
