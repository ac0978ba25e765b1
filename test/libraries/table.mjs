// docs/guide/20-libraries.md has the table of what the programs say of themselves; they are played by run.mjs.
import { readFileSync, writeFileSync } from "node:fs";
import { aligned } from "../support/table.mjs";
import { programs } from "./programs.mjs";

const page = new URL("../../docs/guide/20-libraries.md", import.meta.url);
const begin = "<!-- npm run test:libraries -- --update -->\n";
const end = "<!-- end -->\n";

/** The order of the parts, and their titles. */
const parts = {
  http: "HTTP and other services",
  databases: "Databases and queues",
  processes: "Processes and files",
  documents: "Pictures, documents, data",
  build: "Build tools",
};

/** A heading, a table, and its notes for each part. */
function table() {
  const sections = Object.entries(parts).map(([part, title]) => {
    /** @type {string[]} */
    const notes = [];
    const note = (/** @type {string} */ word, /** @type {string} */ why) => `${word} (${notes.push(why)})`;
    const rows = programs
      .filter((program) => program.part === part)
      .map(({ name, version, file, does, line, remark, fails }) => {
        const works =
          fails !== undefined ? note("no", fails) : remark !== undefined ? note("with a remark", remark) : "yes";
        return [`[${name}](../../${file}) ${version}`, does.replace(/\.$/, ""), code(line), works];
      });
    const list = notes.map((why, index) => `${index + 1}. ${why}\n`).join("");
    return `\n## ${title}\n\n${aligned([["library", "the program", "a line of it", "works"], ...rows])}\n${list && "\n"}${list}`;
  });
  return `${sections.join("")}\n`;
}

/** @param {string} line */
function code(line) {
  const quotes = line.includes("`") ? "``" : "`";
  return `${quotes}${line.replaceAll("|", "\\|")}${quotes}`;
}

/** Whether the page has this very table. */
export function isCurrent() {
  const text = readFileSync(page, "utf8");
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)) === table();
}

export function update() {
  const text = readFileSync(page, "utf8");
  const [head, tail] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))];
  writeFileSync(page, `${head}${begin}${table()}${tail}`);
}
