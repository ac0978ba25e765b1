// The work on each picture. This module is loaded into the thread.
import sharp from "sharp";

/**
 * A small JPEG of a picture, and the average of its colours, which is computed here, in JavaScript.
 * @param {string} file
 * @param {number} width
 */
export async function thumbnail(file, width) {
  const small = sharp(file).resize(width);
  const jpeg = await small.clone().jpeg().toBuffer();
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at += info.channels) {
    for (let channel = 0; channel < 3; channel++) sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0);
  }
  const colour = sums.map((sum) => Math.round(sum / (info.width * info.height)));
  return { jpeg, width: info.width, height: info.height, colour };
}

/**
 * A picture to make a thumbnail of: a disc on a ground of one colour.
 * @param {string} file
 * @param {{ size: number, ground: string }} options
 */
export async function draw(file, { size, ground }) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${(size * 3) / 4}">
    <rect width="100%" height="100%" fill="${ground}"/><circle cx="50%" cy="50%" r="20%" fill="white"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}

/**
 * One picture of many, in rows of ten.
 * @param {readonly Uint8Array[]} tiles
 * @param {{ width: number, height: number }} tile
 * @param {string} file
 */
export async function sheet(tiles, { width, height }, file) {
  const ground = { width: width * 10, height: height * Math.ceil(tiles.length / 10), channels: 3, background: "white" };
  const parts = tiles.map((tile, index) => ({
    input: Buffer.from(tile),
    left: (index % 10) * width,
    top: Math.floor(index / 10) * height,
  }));
  await sharp({ create: /** @type {any} */ (ground) })
    .composite(parts)
    .png()
    .toFile(file);
}
