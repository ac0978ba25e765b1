// `npm run soak`: long programs, each in a process of its own under a deadline, against the built package. All must give the right results,
// leave memory as it was after a quarter of them, and leave one thread at most. `-- --part 0.1`: a tenth of each. `-- --update` writes the
// figures to docs/design/soak.md.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parts } from "./parts.mjs";

const { values } = parseArgs({ options: { part: { type: "string" }, update: { type: "boolean" } } });
const share = Number(values.part ?? 1);

/** Outside of this a part has hung. */
const boundMs = 20 * 60_000;
/** Garbage that has not been collected yet may be as many MB. */
const usualGarbage = 150;
/** The default thread stays; others are of the runtime, which has them come when they are needed. */
const threadsThatStay = 8;

const play = fileURLToPath(new URL("play.mjs", import.meta.url));
const rows = [];
let wrong = 0;
for (const [name, { count, garbage = usualGarbage }] of Object.entries(parts)) {
  const played = Math.max(4, Math.round(count * share));
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [play, name, String(played)], {
    encoding: "utf8",
    timeout: boundMs,
    killSignal: "SIGKILL",
  });
  const problems = stderr === "" ? [] : [stderr.trim()];
  let row = `| ${played.toLocaleString("en")} ${name} | – | – | – | – | – |`;
  if (status !== 0) problems.push(`it ended with ${signal ?? status}`);
  else {
    const { seconds, quarter, end, peak, threads } = JSON.parse(stdout);
    // One that says only at its end how far it is has no quarter.
    if (quarter > 0 && end - quarter > garbage) problems.push(`memory grew from ${quarter} to ${end} MB`);
    if (threads > threadsThatStay) problems.push(`${threads} threads are left`);
    row = `| ${played.toLocaleString("en")} ${name} | ${seconds.toFixed(1)} | ${quarter || "–"} | ${end} | ${peak} | ${threads} |`;
  }
  rows.push(row);
  console.log(row);
  for (const problem of problems) console.error(`! ${name}: ${problem}`);
  wrong += problems.length;
}

if (values.update) {
  const text = `# The soak

Long programs, each in a process of its own, by \`npm run soak -- --update\` with Node ${process.versions.node} on ${process.platform} (${process.arch}). Memory is that of the whole process, in MB: after
a quarter of the program, at its end, and at most. Threads are those that are there at the end beyond those of the beginning, the runtime's own among them.

| program | seconds | MB after a quarter | MB at the end | MB at most | threads left |
| ------- | ------: | -----------------: | ------------: | ---------: | -----------: |
${rows.join("\n")}

Loops with a thread of their own take memory as long as the program never gives its event loop a turn: Node lets go of a worker that has ended in such a turn only. Without one 12 KB
of the heap stay for each, and some 60 KB of the process; with a bare \`Worker\` they do, too. With a turn after every ten loops the heap stays as it is.
`;
  writeFileSync(new URL("../../docs/design/soak.md", import.meta.url), text);
}
console.log(`${rows.length} programs, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
