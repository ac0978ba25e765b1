// Many downloads from synchronous code.
import { coroutine, run, Semaphore, signal, sleep } from "miniasync";
import { HttpError } from "./http-error.mjs";

const request = coroutine(async (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
  const response = await fetch(url, options);
  return { status: response.status, text: response.ok ? await response.text() : "" };
});

/** @param {string} url */
function* download(url) {
  const { status, text } = yield* request(url, { signal });
  if (status !== 200) throw new HttpError(url, status);
  return text;
}

/**
 * Again, after 10, 20, 40 ms and so on, while the server is busy.
 * @param {string} url
 * @param {number} attempts
 */
function* patiently(url, attempts) {
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* download(url);
    } catch (error) {
      if (!(error instanceof HttpError && error.temporary) || attempt === attempts) throw error;
    }
    yield* sleep(5 * 2 ** attempt);
  }
}

/**
 * The texts in the order of their addresses; what could not be had is an HttpError in its place.
 * @param {readonly string[]} urls
 * @param {{ atOnce: number, deadline: number }} options
 */
export function downloadAll(urls, { atOnce, deadline }) {
  const slots = new Semaphore(atOnce);
  return run(...urls.map((url) => slots.with(() => patiently(url, 4))), {
    returnExceptions: [HttpError],
    timeout: deadline,
  });
}
