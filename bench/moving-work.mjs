// As work.mjs, for a thread that has miniasync and says what may be moved.
import { transfer } from "miniasync";

/** @param {number} size */
export async function bytes(size) {
  const made = new Uint8Array(size);
  return transfer(made, [made.buffer]);
}
