// Checks two values at once with a schema whose refinement waits.
// Remark: A schema is built and used where the library is: in a module, or a function for `coroutine`.
import assert from "node:assert/strict";
import { coroutine, run } from "miniasync";

const checkName = coroutine(async (value) => {
  const { z } = await import("zod");
  const { setTimeout } = await import("node:timers/promises");
  const isFree = async (name) => await setTimeout(1, name !== "taken");
  return z.object({ name: z.string().refine(isFree, "it is taken") }).safeParseAsync(value);
});

// The line of the table.
const [good, bad] = run(checkName({ name: "free" }), checkName({ name: "taken" }));
assert.deepEqual(good, { success: true, data: { name: "free" } });
assert.equal(bad.error.issues[0].message, "it is taken");
