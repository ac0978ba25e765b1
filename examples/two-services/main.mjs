// The main job: a program without a single `await` that asks two web services at once.
import { fileURLToPath } from "node:url";
import { coroutine, run, signal, TimeoutError } from "miniasync";

/** An answer that is no success. */
class HttpError extends Error {
  static {
    HttpError.prototype.name = "HttpError";
  }
}

// Runs in a thread with an event loop of its own; the answer comes back as a handle, for it has methods.
const request = coroutine((/** @type {string} */ url, /** @type {RequestInit} */ options) => fetch(url, options));

/**
 * Fetch and parse. Cancelling it aborts the request, by way of `signal`.
 * @param {string} url
 * @returns {import("miniasync").Coroutine<any>}
 */
function* fetchJson(url) {
  const response = yield* request(url, { signal });
  if (!response.ok) throw new HttpError(`${response.status} ${response.statusText}`);
  return yield* response.json();
}

/** Start a service in a process of its own, and wait until it listens. */
const startService = coroutine(
  async (/** @type {string} */ file, /** @type {string} */ name, /** @type {number} */ delay) => {
    const { spawn } = await import("node:child_process");
    const service = spawn(process.execPath, [file, name, String(delay)], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of service.stdout)
      return { pid: Number(service.pid), url: `http://127.0.0.1:${Number(line)}` };
    throw new Error(`the service ${name} ended before it listened`);
  },
);

/**
 * @template T
 * @param {() => T} work
 */
function timed(work) {
  const start = performance.now();
  const result = work();
  return { result, time: Math.round(performance.now() - start) };
}

const file = fileURLToPath(new URL("service.mjs", import.meta.url));
const [lambda, delta] = run(startService(file, "lambda", 300), startService(file, "delta", 200));
try {
  const together = timed(() => run(fetchJson(`${lambda.url}/hello`), fetchJson(`${delta.url}/hello`)));
  for (const answer of together.result) console.log(`${answer.from} answered, after a delay of ${answer.delay} ms`);
  console.log(`both at once:          ${together.time} ms`);

  const inTurn = timed(() => [run(fetchJson(`${lambda.url}/hello`)), run(fetchJson(`${delta.url}/hello`))]);
  console.log(`one after the other:   ${inTurn.time} ms`);

  const listed = run(fetchJson(`${lambda.url}/busy`), fetchJson(`${delta.url}/hello`), {
    returnExceptions: [HttpError],
  });
  console.log(`a listed error:        ${listed[0]}; the other still answered: ${listed[1].from}`);

  const late = timed(() => {
    try {
      run(fetchJson(`${lambda.url}/slow`), fetchJson(`${delta.url}/hello`), { timeout: 250 });
    } catch (error) {
      if (error instanceof TimeoutError) return error.name;
      throw error;
    }
    return "no error";
  });
  console.log(`a deadline of 250 ms:  ${late.result} after ${late.time} ms`);
  console.log(`requests given up:     ${run(fetchJson(`${lambda.url}/given-up`))[0]}, as the service saw it`);
} finally {
  process.kill(lambda.pid);
  process.kill(delta.pid);
}
