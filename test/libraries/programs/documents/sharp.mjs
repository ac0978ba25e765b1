// Makes a picture, changes its size by a chain, writes a file, and reads what it is.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { default: sharp } = load("sharp");
const create = { width: 40, height: 20, channels: 3, background: { r: 255, g: 0, b: 0 } };

// The line of the table.
const [small, info] = run(sharp({ create }).resize(10).png().toBuffer(), sharp({ create }).toFile("red.jpeg"));
assert.equal(info.format, "jpeg");
assert(Buffer.isBuffer(small));
const [{ width, height, format }] = run(sharp(small).metadata());
assert.deepEqual([width, height, format], [10, 5, "png"]);
const [dominant] = run(sharp("red.jpeg").stats());
assert(dominant.dominant.r > 240);
