// Hashes two passwords at once, and compares.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const bcrypt = load("bcrypt");

// The line of the table.
const [one, other] = run(bcrypt.hash("secret", 4), bcrypt.hash("other", 4));
assert.deepEqual(run(bcrypt.compare("secret", one), bcrypt.compare("secret", other)), [true, false]);
