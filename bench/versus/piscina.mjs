// Under another name for the type checker, whose settings its declarations do not stand.
const { Piscina } = await import(String("piscina"));

/** Never blocks: for callers that may await. */
export function openPeer() {
  const pool = new Piscina({
    filename: new URL("threads/piscina.mjs", import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 100_000,
  });
  return {
    call: (/** @type {string} */ name, /** @type {any[]} */ ...args) => pool.run({ name, args }, { name: "call" }),
    close: () => pool.destroy(),
  };
}
