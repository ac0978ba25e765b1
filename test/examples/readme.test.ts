// examples/README.md shows every example: what each prints is checked by the tests beside this one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const examples = new URL("../../examples/", import.meta.url);
const readme = readFileSync(new URL("README.md", examples), "utf8");
const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test("it shows every example, and no other", () => {
  const shown = [...readme.matchAll(/^## \[(.*)\]\((.*)\)$/gm)];
  expect(shown.map(([, name]) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
  expect(shown.map(([, name, link]) => link === `${name}/README.md`)).not.toContain(false);
});

test.for(folders.map(({ name }) => name))("%s has a page, which names the same command, and a test", (name) => {
  const page = readFileSync(new URL(`${name}/README.md`, examples), "utf8");
  expect(page).toMatch(/^# .+\n\n/);
  const section = readme.split(/^## /m).find((text) => text.startsWith(`[${name}]`));
  const command = /^ {4}(node \S+)/m.exec(section ?? "")?.[1];
  expect(page).toContain(`    ${command}`);
  expect(existsSync(new URL(`${name}.test.ts`, import.meta.url))).toBe(true);
});
