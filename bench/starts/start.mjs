// One program, started from nothing: node start.mjs WHAT. Prints how many milliseconds it took from before its imports to the result.
const start = performance.now();
const [what = "", file = "", threadFile = ""] = process.argv.slice(2);
const work = new URL("../work.mjs", import.meta.url);

switch (what) {
  case "nothing":
    await import("./empty.mjs");
    break;
  case "package":
    await import(file);
    break;
  case "import":
    await import("miniasync");
    break;
  case "inline": {
    const { coroutine, run } = await import("miniasync");
    run(coroutine(async (/** @type {number} */ x) => x + 1)(1));
    break;
  }
  case "warm": {
    const { load, run, warm } = await import("miniasync");
    warm();
    // The program does something else for a while: only what it waits for in the end counts.
    const before = performance.now();
    while (performance.now() - before < 20);
    run(/** @type {any} */ (load(work)).increment(1));
    report(performance.now() - start - 20);
    break;
  }
  case "a run without a thread": {
    const { run, sleep } = await import("miniasync");
    run(sleep(0));
    break;
  }
  case "bare worker": {
    await answerOf("bare-thread.mjs");
    break;
  }
  case "bare worker that imports":
    await answerOf("importing-thread.cjs", [work.href, "increment", 1]);
    break;
  case "the same, with its definitions":
    await import(file);
    await answerOf(threadFile, [work.href, "increment", 1]);
    break;
  case "prototype": {
    const { openPrototype } = await import("../floors/prototype.mjs");
    openPrototype().call("increment", 1);
    break;
  }
  default: {
    const { openPeer } = await import(`../versus/${what}.mjs`);
    (await openPeer()).call("increment", 1);
  }
}
report(performance.now() - start);

/**
 * Start a thread, send it something, and block until it has answered.
 * @param {string} thread its file
 * @param {unknown} [message]
 */
async function answerOf(thread, message) {
  const { Worker, receiveMessageOnPort, MessageChannel } = await import("node:worker_threads");
  const { port1, port2 } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(thread, import.meta.url), {
    workerData: { words, port: port2 },
    transferList: [port2],
    stdout: true,
    stderr: true,
  });
  worker.unref();
  if (message !== undefined) port1.postMessage(message);
  Atomics.wait(words, 0, 0);
  if (receiveMessageOnPort(port1)?.message !== 2) throw new Error("it did not answer");
}

/** @param {number} milliseconds @returns {never} */
function report(milliseconds) {
  process.stdout.write(String(milliseconds));
  process.exit();
}
