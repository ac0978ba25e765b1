// docs/design/bundling.md has the tables of what ways.mjs says, and the configurations: this is where they come from.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { aligned } from "../support/table.mjs";
import { everyTable, versionOf, ways } from "./ways.mjs";

const page = new URL("../../docs/design/bundling.md", import.meta.url);
const begin = "<!-- npm run test:bundlers -- --update -->\n";
const end = "<!-- end -->\n";

function text() {
  return `${everyTable.map(section).join("")}\n`;
}

/** A table, its notes, and the configurations. @param {import("./ways.mjs").Table} table */
function section(table) {
  const mine = ways.filter((way) => way.table === table);
  /** @type {string[]} */
  const notes = [];
  const note = (/** @type {string} */ why) => {
    if (!notes.includes(why)) notes.push(why);
    return `(${notes.indexOf(why) + 1})`;
  };
  const row = (/** @type {import("./ways.mjs").Way} */ way) => [
    `${way.title} ${versionOf(way)}`,
    ...table.features.map(({ id }) => {
      if (way.untried !== undefined) return `not tried ${note(way.untried)}`;
      const failure = way.fails?.[id];
      return failure === undefined ? "yes" : `no ${note(failure.why)}`;
    }),
  ];
  const rows = aligned([["", ...table.features.map(({ title }) => title)], ...mine.map(row)]);
  const list = notes.map((why, index) => `${index + 1}. ${why}\n`).join("");
  return `\n## ${table.title}\n\n${rows}\n${list && `\n${list}`}${mine.map(configuration).join("")}`;
}

/** @param {import("./ways.mjs").Way} way */
function configuration(way) {
  const folder = new URL(`ways/${way.id}/`, import.meta.url);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const blocks = files.map((file) => {
    // The formatter writes lists in a package.json and in a page in different ways.
    const code = readFileSync(new URL(file, folder), "utf8").replaceAll(
      /\[\s+([^[\]{}]*?)\s+\]/g,
      (_, items) => `[${items.replaceAll(/\s*\n\s*/g, " ")}]`,
    );
    const info = file.endsWith(".js") ? `js ../../test/bundlers/ways/${way.id}/${file}` : "json";
    return `\n\`${file}\`:\n\n\`\`\`${info}\n${code}\`\`\`\n`;
  });
  return `\n**${way.title}**\n\n\`\`\`sh\n${way.build.join("\n")}\n\`\`\`\n${blocks.join("")}`;
}

/** Whether the page has these very tables. */
export function isCurrent() {
  const found = readFileSync(page, "utf8");
  return found.slice(found.indexOf(begin) + begin.length, found.indexOf(end)) === text();
}

export function update() {
  const found = readFileSync(page, "utf8");
  writeFileSync(page, `${found.slice(0, found.indexOf(begin))}${begin}${text()}${found.slice(found.indexOf(end))}`);
}
