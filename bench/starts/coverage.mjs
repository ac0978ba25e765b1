// Counts the functions of this thread that are called between two looks, by V8's precise coverage. In any thread: each has its own
// inspector.

/**
 * @typedef {{ name: string, file: string, start: number, end: number, calls: number }} Called
 */

/** @type {import("node:inspector").Session | undefined} */
let session;

/** Begin to count. */
export async function startCounting() {
  const { Session } = await import("node:inspector");
  session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
}

/** What has been called since the last look. @returns {readonly Called[]} */
export function look() {
  /** @type {Called[]} */
  const called = [];
  // The inspector answers at once.
  session?.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error) throw error;
    for (const { url, functions } of answer.result) {
      for (const { functionName, ranges } of functions) {
        const [whole] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        const { startOffset: start, endOffset: end, count: calls } = whole;
        // A whole file is not a function.
        if (start > 0) called.push({ name: functionName, file: url, start, end, calls });
      }
    }
  });
  return called;
}
