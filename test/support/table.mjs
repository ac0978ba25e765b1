// Tables of pages of docs/design/, made of what scenarios say: how they are written, and compared with what stands there.
import { readFileSync, writeFileSync } from "node:fs";

/** @param {readonly (readonly string[])[]} lines the first is the head */
export function aligned([head = [], ...lines]) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines]
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

/** Numbered notes, and what a cell says that has one. */
export function notes() {
  /** @type {string[]} */
  const whys = [];
  return {
    /** @param {string} word @param {string} why */
    cell(word, why) {
      if (!whys.includes(why)) whys.push(why);
      return `${word} (${whys.indexOf(why) + 1})`;
    },
    lines: () => whys.map((why, index) => `${index + 1}. ${why}`),
  };
}

/**
 * The part of a page that a command writes.
 * @param {string} path from the root of the repository
 * @param {string} command
 */
export function tableIn(path, command) {
  const page = new URL(`../../${path}`, import.meta.url);
  const begin = `<!-- ${command} -->\n`;
  const end = "<!-- end -->\n";
  return {
    /** @param {string} table */
    isCurrent(table) {
      const text = readFileSync(page, "utf8");
      return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)) === table;
    },
    /** @param {string} table */
    update(table) {
      const text = readFileSync(page, "utf8");
      writeFileSync(page, `${text.slice(0, text.indexOf(begin))}${begin}${table}${text.slice(text.indexOf(end))}`);
    },
  };
}
