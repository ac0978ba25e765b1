// An importer for Sass's synchronous API, which fetches style sheets over HTTP.
import { coroutine, gather, run, signal } from "miniasync";

const fetchText = coroutine(async (/** @type {URL} */ url, /** @type {RequestInit} */ options) => {
  const response = await fetch(url, options);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response.text();
});

/**
 * Sass asks for one style sheet at a time, and stops until it has it. But what a sheet uses can be seen in it: all of it is
 * fetched at once, and then found here.
 * @param {string} base
 * @returns {import("sass").Importer<"sync">}
 */
export function httpImporter(base) {
  /** @type {Map<string, string | null>} */
  const sheets = new Map();
  const locate = (/** @type {string} */ name) => new URL(`${name.replace(/\.scss$/, "")}.scss`, base);

  /**
   * @param {URL} url
   * @returns {import("miniasync").Coroutine<void>}
   */
  function* fetchTree(url) {
    if (sheets.has(url.href)) return;
    sheets.set(url.href, null); // Whoever comes next need not fetch it.
    const contents = yield* fetchText(url, { signal });
    sheets.set(url.href, contents);
    const uses = [...(contents ?? "").matchAll(/@(?:use|forward|import)\s+["']([^"']+)/g)];
    yield* gather(uses.map(([, name]) => fetchTree(locate(String(name)))));
  }

  return {
    canonicalize: locate,
    load(url) {
      run(fetchTree(url), { timeout: 30_000 });
      const contents = sheets.get(url.href) ?? null;
      return contents === null ? null : { contents, syntax: "scss" };
    },
  };
}
