// The same as blocking.mjs with async and await, to compare it with.
import { HttpError } from "./http-error.mjs";

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function download(url, signal) {
  const response = await fetch(url, { signal });
  const text = response.ok ? await response.text() : "";
  if (response.status !== 200) throw new HttpError(url, response.status);
  return text;
}

/**
 * @param {string} url
 * @param {number} attempts
 * @param {AbortSignal} signal
 */
async function patiently(url, attempts, signal) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await download(url, signal);
    } catch (error) {
      if (!(error instanceof HttpError && error.temporary) || attempt === attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt));
  }
}

/**
 * @param {readonly string[]} urls
 * @param {{ atOnce: number, deadline: number }} options
 */
export async function downloadAll(urls, { atOnce, deadline }) {
  const signal = AbortSignal.timeout(deadline);
  /** @type {(string | HttpError)[]} */
  const results = new Array(urls.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < urls.length; index = next++) {
      try {
        results[index] = await patiently(String(urls[index]), 4, signal);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        results[index] = error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
