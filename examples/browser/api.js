// A library as others write them, with async functions. It runs in miniasync's thread; nothing in it knows of that.

/** An answer that is not a good one. */
export class HttpError extends Error {
  /** @param {number} status @param {string} url */
  constructor(status, url) {
    super(`${url} answered ${status}`);
    this.name = "HttpError";
    this.status = status;
  }
}

const now = () => performance.timeOrigin + performance.now();

/**
 * @param {string} url
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function get(url, { signal } = {}) {
  const began = now();
  const response = await fetch(url, { signal: signal ?? null });
  if (!response.ok) throw new HttpError(response.status, url);
  return { text: await response.text(), began, ended: now() };
}
