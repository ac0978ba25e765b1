// Every code has a section, whose address is in the error's `help`.
import { readFileSync } from "node:fs";
import * as miniasync from "miniasync";
import { expect, test } from "vitest";

const text = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const codes = [...text("src/errors.ts").matchAll(/code(?:: string)? = "(MINIASYNC_\w+)"/g)].map(([, code]) => code);
const page = text("docs/guide/17-errors-reference.md");
const sections = [...page.matchAll(/^## (MINIASYNC_\w+)\n(.*?)(?=^## )/gms)];

test("the reference has a section for every code, and for no other", () => {
  expect(codes).toContain("MINIASYNC_DEADLOCK");
  expect(sections.map(([, code]) => code).sort()).toEqual(codes.sort());
});

test.each(sections.map(([, code, section]) => [code, section]))(
  "%s has a cause, an example, and a remedy",
  (_, section) => {
    expect(section).toMatch(/^\n`\w+Error`/);
    expect(section).toMatch(/^```ts\n.*^```text output\n/ms);
    expect(section).toMatch(/^\*\*What to do:\*\* /m);
  },
);

test("an error tells the address of its section, and the package has the page", () => {
  const { help } = new miniasync.QueueFullError("full");
  expect(help).toBe("miniasync/docs/guide/17-errors-reference.md#miniasync_queue_full");
  expect(JSON.parse(text("package.json")).files).toContain("docs/guide/17-errors-reference.md");
});
