import { readFileSync, writeFileSync } from "node:fs";

const file = `${import.meta.dirname}/README.md`;

/** Writes a table into README.md, between the marks of its name. */
export function writeTable(name: string, text: string): void {
  const whole = readFileSync(file, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const start = whole.indexOf(begin) + begin.length;
  writeFileSync(file, `${whole.slice(0, start)}\n${text}\n${whole.slice(whole.indexOf(end))}`);
}
