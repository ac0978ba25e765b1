import makeSynchronous from "make-synchronous";

const digest = makeSynchronous(async (algorithm, text) => {
  const hash = await crypto.subtle.digest(algorithm, new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash).slice(0, 4));
});

// One after the other.
const results = [digest("SHA-256", "a"), digest("SHA-512", "b")];

console.log(results);
