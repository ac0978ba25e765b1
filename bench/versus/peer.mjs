/**
 * A contestant, ready to call the functions of work.mjs by name.
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {(name: string, ...args: any[]) => any} call the result, or a promise of it where the peer never blocks
 * @property {() => unknown} [close]
 */

/** The functions that all of them call. */
export const work = new URL("../work.mjs", import.meta.url).href;

/** Those that block this thread and ask another: what miniasync is compared with. */
export const blockingAnySize = ["synckit", "make-synchronous", "make-synchronized", "sync-message-port"];

/** The same with one that hangs when a result is larger than its 8 KB of shared memory. */
export const blocking = [...blockingAnySize, "await-sync"];

/**
 * Open some by name: this starts their threads.
 * @param {readonly string[]} names
 * @returns {Promise<Peer[]>}
 */
export function open(names) {
  return Promise.all(
    names.map(async (name) => {
      const { openPeer } = await import(`./${name}.mjs`);
      return { name, ...(await openPeer()) };
    }),
  );
}
