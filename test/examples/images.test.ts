import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import sharp from "sharp";
import { expect, test } from "vitest";
import { checkExample } from "../support/example.ts";

test("thumbnails of 100 pictures, in order, and all of them in one picture", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(`${tmpdir()}/sheet-`);
  const file = `${folder}/sheet.png`;
  await checkExample("images", { args: [file] });
  expect(existsSync(file)).toBe(true);
  // The first and the last: from dark to light.
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([800, 600]);
  expect(data[0]).toBeLessThan(20);
  expect(data.at(-info.channels)).toBeGreaterThan(180);
  rmSync(folder, { recursive: true });
});
