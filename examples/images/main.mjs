// Thumbnails of 100 pictures, in order, by sharp: node main.mjs [SHEET.png]. With a name, all of them go to that picture.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, run } from "miniasync";

/** Where the pictures are computed. */
const options = { from: import.meta.url };
/** @type {import("miniasync").Remote<typeof import("./thumbnail.mjs")>} */
const pictures = load("./thumbnail.mjs", options);

const folder = mkdtempSync(join(tmpdir(), "images-"));
try {
  const files = Array.from({ length: 100 }, (_, number) => join(folder, `${number}.png`));
  // From dark to light, so that their order can be seen in the thumbnails.
  run(...files.map((file, number) => pictures.draw(file, { size: 800, ground: `rgb(${number * 2}, 40, 120)` })));

  const start = performance.now();
  const thumbnails = run(...files.map((file) => pictures.thumbnail(file, 80)), { timeout: 60_000 });
  const time = Math.round(performance.now() - start);

  const { width, height } = thumbnails[0] ?? { width: 0, height: 0 };
  console.log(`${thumbnails.length} thumbnails of ${width} x ${height}, after ${time} ms`);
  const reds = thumbnails.map(({ colour }) => Number(colour[0]));
  const inOrder = reds.every((red, index) => index === 0 || red > Number(reds[index - 1]));
  console.log(`${inOrder ? "in order" : "in disorder"}: average red from ${reds[0]} to ${reds.at(-1)}`);

  const file = process.argv[2];
  if (file !== undefined)
    run(
      pictures.sheet(
        thumbnails.map(({ jpeg }) => jpeg),
        { width, height },
        file,
      ),
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
