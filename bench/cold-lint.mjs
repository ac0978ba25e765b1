// Real work that makes a few hundred calls: how long does ESLint take with a rule on miniasync that runs Prettier, and how long do its
// cores work, against eslint-plugin-prettier, which is on synckit? A process each, in turn.
//   node bench/cold-lint.mjs [ROUNDS]
import { answer, given, waitForQuiet, watch } from "./harness.mjs";
import { corpus, deleteCorpus, lint, names } from "./programs/eslint-prettier/corpus.mjs";

const rounds = Number(process.argv[2] ?? 21);
const contestants = /** @type {const} */ ({
  miniasync: ["miniasync", "ours"],
  synckit: ["eslint-plugin-prettier", "peer"],
});

/** @param {string} concurrency @returns {Promise<import("./harness.mjs").Case[]>} */
async function compare(concurrency) {
  /** @type {Record<string, { ms: number, cpuMs: number }[]>} */
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  /** @type {number[]} */
  const others = [];
  let patience = 10_000;
  for (let round = 0; round < rounds; round++) {
    patience = await waitForQuiet(patience);
    const watched = watch();
    let worked = 0;
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const figures = await lint(name, concurrency);
      worked += figures.cpuMs;
      taken[name]?.push(figures);
    }
    others.push(Number(watched(worked).toPrecision(3)));
  }
  const suffix = concurrency === "off" ? "" : `, --concurrency ${concurrency}`;
  const common = { rounds, warmups: 0, patience: 0, processes: true, others, ofMedians: true };
  return /** @type {const} */ ([
    ["wall", "ms"],
    ["processor time", "cpuMs"],
  ]).map(([name, figure]) => ({
    ...common,
    name: name + suffix,
    unit: "s",
    contestants: names.map((contestant) => {
      const [title, kind] = contestants[contestant];
      return given(title, kind, taken[contestant]?.map((figures) => figures[figure] / 1000) ?? []);
    }),
  }));
}

const files = corpus();
try {
  const cases = [...(await compare("off")), ...(await compare("2"))];
  await answer({ name: "cold-lint", title: `ESLint and Prettier on ${files.length} files`, cases });
} finally {
  deleteCorpus();
}
