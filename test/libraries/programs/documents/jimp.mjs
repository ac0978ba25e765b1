// Makes a picture, changes its size, writes it, and reads it again.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { Jimp } = load("jimp");
const [image] = run(new Jimp({ width: 40, height: 20, color: 0xff0000ff }));

run(image.resize({ w: 10 }), image.greyscale());
run(image.write("own.png"));
// The line of the table.
const { width, height } = sync(Jimp).read("own.png");
assert.deepEqual([width, height], [10, 5]);
