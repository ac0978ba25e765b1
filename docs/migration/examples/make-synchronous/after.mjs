import { coroutine, run } from "miniasync";

const digest = coroutine(async (algorithm, text) => {
  const hash = await crypto.subtle.digest(algorithm, new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash).slice(0, 4));
});

// Both at once.
const results = run(digest("SHA-256", "a"), digest("SHA-512", "b"));

console.log(results);
