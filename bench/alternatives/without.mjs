// What each part of the wire costs, and what was tried and not taken: builds of this package in which one thing is different, measured
// in turn, each in a process of its own. Run: node bench/alternatives/without.mjs [ROUNDS]. See docs/design/speed.md.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { median } from "../harness.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}.tmp/without`;
const program = fileURLToPath(new URL("without-program.mjs", import.meta.url));

/** What is replaced by what, in which file of src/. @type {Record<string, readonly (readonly [file: string, from: string, to: string])[]>} */
const variants = {
  "as it is": [],
  "without contexts (AsyncLocalStorage)": [
    [
      "platform/worker-threads-thread.ts",
      "(context, body, argument) => contexts.run(context, body, argument)",
      "(_context, body, argument) => body(argument)",
    ],
  ],
  "without looking at values": [
    ["bridge/encode.ts", "return new PlainScan(border).isPlain(value, 0);", "return true;"],
  ],
  "with names in every message": [
    ["bridge/protocol.ts", 'if (request.kind !== "call" || request.construct', "if (true || request.construct"],
    ["bridge/protocol.ts", 'return reply.kind === "return" && reply.nodes === undefined ?', "return false ?"],
    ["bridge/caller.ts", "if (isPrimitive(value)) return this.#post([id, value], nothing);", ""],
  ],
  "all requests of a run as one message": [
    ["bridge/outbox.ts", "const mostTogether = 64;", "const mostTogether = Infinity;"],
  ],
  "a reference of the port for each call": [
    [
      "platform/worker-threads-thread.ts",
      "keepOpen: (open) => idle.keepOpen(open),",
      "keepOpen: (open) => (open ? port.ref() : port.unref()),",
    ],
  ],
  "results in batches": [
    [
      "bridge/caller.ts",
      "    this.#platform.end.post(reply, transfer);\n",
      `    if (Array.isArray(reply) && typeof reply[1] === "number" && (this.pending > 0 || this.#receiving)) {
      const batch = ((this as any).batch ??= []);
      batch.push(reply[0], reply[1]);
      if (batch.length < 512 && this.#mustRing) return;
    } else {
      (this as any).flushBatch?.();
      this.#platform.end.post(reply, transfer);
    }
    (this as any).flushBatch ??= () => {
      const gathered = (this as any).batch ?? [];
      (this as any).batch = [];
      if (gathered.length > 0) this.#platform.end.post({ kind: "batch", gathered } as any, []);
    };
`,
    ],
    [
      "bridge/caller.ts",
      "    this.#callerBell.ring();",
      "    (this as any).flushBatch?.();\n    this.#callerBell.ring();",
    ],
    [
      "bridge/thread.ts",
      "      else this.#dispatch(wholeReply(posted));",
      `      else {
        const { gathered } = received.message as any;
        if (gathered === undefined) this.#dispatch(wholeReply(posted));
        else for (let i = 0; i < gathered.length; i += 2) this.pending.returned(gathered[i], gathered[i + 1]);
      }`,
    ],
  ],
};

/** @param {readonly (readonly [file: string, from: string, to: string])[]} changes @returns {import("esbuild").Plugin} */
const changed = (changes) => ({
  name: "changed",
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const [file, from, to] of changes) {
        if (!path.endsWith(`/src/${file}`)) continue;
        if (!contents.includes(from)) throw new Error(`Cannot change ${file}: it does not say ${JSON.stringify(from)}`);
        contents = contents.replace(from, () => to);
      }
      return { contents, loader: "ts" };
    });
  },
});

/** @param {string} name @param {readonly (readonly [string, string, string])[]} changes @returns {Promise<string>} its program */
async function make(name, changes) {
  const outdir = `${folder}/${name.replace(/\W+/g, "-")}`;
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "es2022",
    plugins: [changed(changes)],
    alias: {
      "#platform": "./src/platform/worker-threads.ts",
      "#thread-platform": "./src/platform/worker-threads-thread.ts",
    },
  };
  await build({ ...common, entryPoints: ["src/index.ts"], format: "esm", outfile: `${outdir}/miniasync.js` });
  await build({ ...common, entryPoints: ["src/worker.ts"], format: "cjs", outfile: `${outdir}/miniasync-worker.cjs` });
  writeFileSync(`${outdir}/package.json`, '{ "type": "module" }');
  return `${outdir}/miniasync.js`;
}

const rounds = Number(process.argv[2] ?? 9);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** @type {Record<string, string>} */
const programs = {};
for (const [name, changes] of Object.entries(variants)) programs[name] = await make(name, changes);
/** @type {Record<string, Record<string, number[]>>} */
const figures = Object.fromEntries(Object.keys(programs).map((name) => [name, {}]));
for (let round = 0; round < rounds; round++) {
  for (const [name, file] of Object.entries(programs)) {
    const taken = JSON.parse(execFileSync(process.execPath, [program, file], { encoding: "utf8", timeout: 60_000 }));
    for (const [question, figure] of Object.entries(taken)) {
      figures[name] = { ...figures[name], [question]: [...(figures[name]?.[question] ?? []), Number(figure)] };
    }
  }
}
const questions = Object.keys(figures["as it is"] ?? {});
console.log(["us".padEnd(40), ...questions.map((question) => question.padStart(22))].join(""));
for (const [name, taken] of Object.entries(figures)) {
  const cells = questions.map((question) => {
    const own = median(taken[question] ?? []);
    const usual = median(figures["as it is"]?.[question] ?? []);
    return `${own.toFixed(2)} (${(own / usual).toFixed(2)}x)`.padStart(22);
  });
  console.log([name.padEnd(40), ...cells].join(""));
}
