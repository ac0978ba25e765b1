import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProcess } from "../scripts/run-process.mjs";
import { runChild } from "./support/child.ts";
import { allExamples, allQuotations, type DocExample, examplesIn, quotationsIn } from "./support/doc-examples.ts";

const root = new URL("../", import.meta.url);
/** In the repository, so that examples can import "miniasync" by name. */
const folder = new URL(`.tmp/docs-${process.pid}/`, root);
const examples = allExamples(root);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the ts blocks of the documentation", () => {
  let errors: ReadonlyMap<string, string>;

  beforeAll(async () => {
    errors = await compile(examples);
  });

  test("there are some", () => {
    expect(examples.map(({ file }) => file)).toContain("README.md");
  });

  // The processes of two at a time: more would not be quicker, and each is started under a deadline.
  test.concurrent.for(examples)("$name", async (example, { expect }) => {
    if (example.mustNotCompile) {
      expect(errors.get(example.name), "it is marked no-run, so it must not compile").toBeDefined();
      return;
    }
    expect(errors.get(example.name)).toBeUndefined();
    const { stdout, stderr, code } = await runExample(example);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    if (example.output !== undefined) expect(stdout).toMatch(pattern(example.output));
  });
});

describe("the files that the documentation shows", () => {
  test.for(allQuotations(root))("$name shows $source", ({ source, code }) => {
    expect(code).toBe(readFileSync(new URL(source, root), "utf8"));
  });
});

describe("the check of the examples", () => {
  const example = (code: string, info = "ts") => examplesIn("x.md", `# x\n\`\`\`${info}\n${code}\n\`\`\`\n`)[0]!;

  test("finds what does not compile, at its line", async () => {
    const bad = example(`import { run } from "miniasync";\nconst x: string = 1;`);
    expect((await compile([bad])).get(bad.name)).toMatch(/^\(4,7\).*not assignable to type 'string'/);
    const good = example(`import { run } from "miniasync";\nvoid run;`);
    expect((await compile([good])).get(good.name)).toBeUndefined();
  });

  test("finds what fails or hangs when it is run", async () => {
    expect(await runExample(example("const x: number = 1; throw new Error(String(x));"))).toMatchObject({ code: 1 });
    const hanging = example("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);");
    expect(await runExample(hanging, 500)).toMatchObject({ timedOut: true });
  });

  test("reads blocks in lists and in doc comments, and refuses what would be checked by nothing", () => {
    expect(examplesIn("x.md", "- a\n  ```ts no-run\n  f(\n\n    1);\n  ```")[0]).toMatchObject({
      code: "\n\nf(\n\n  1);",
      mustNotCompile: true,
    });
    expect(examplesIn("x.ts", "/**\n * ```ts\n * f();\n *\n * g();\n * ```\n */")[0]?.code).toBe("\n\nf();\n\ng();");
    expect(examplesIn("x.md", "```sh\nnpm test\n```\n```text\nx\n```")).toEqual([]);
    expect(() => example("f()", "js")).toThrow("x.md:2: Cannot check");
    expect(() => example("f()", "ts skip")).toThrow("x.md:2: Cannot check");
    expect(() => examplesIn("x.md", "```ts\nf()")).toThrow("not closed");
  });

  test("compares what is printed with the output below the block", () => {
    const [printing, silent] = examplesIn("x.md", "```ts\nf()\n```\n\n```text output\na (…)\nb\n```\n```ts\ng()\n```");
    expect(printing?.output).toBe("a (…)\nb\n");
    expect(silent?.output).toBeUndefined();
    expect("a (1)\nb\n").toMatch(pattern(printing?.output ?? ""));
    expect("a (1)\nb\nc\n").not.toMatch(pattern(printing?.output ?? ""));
    expect(() => examplesIn("x.md", "```text output\na\n```")).toThrow("no ts block above it");
  });

  test("finds the files that blocks show, from the document's folder", () => {
    expect(quotationsIn("docs/x/y.md", "```js examples/a.mjs\nf();\n```")).toEqual([
      { name: "docs/x/y.md:1", source: "docs/x/examples/a.mjs", code: "f();\n" },
    ]);
  });
});

const fileOf = ({ name }: DocExample) => `${name.replaceAll(/\W/g, "_")}.mts`;

/** What the output must match as a whole; `…` stands for anything. */
function pattern(output: string): RegExp {
  const parts = output.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*?")}$`);
}

/** The first error of each example that has one, by the example's name. */
async function compile(some: readonly DocExample[]): Promise<Map<string, string>> {
  mkdirSync(folder, { recursive: true });
  for (const example of some) writeFileSync(new URL(fileOf(example), folder), `${example.code}\nexport {};\n`);
  const config = {
    extends: fileURLToPath(new URL("tsconfig.json", root)),
    files: some.map(fileOf),
    include: [],
    exclude: [],
  };
  writeFileSync(new URL("tsconfig.json", folder), JSON.stringify(config));
  const tsc = fileURLToPath(new URL("node_modules/@typescript/native/bin/tsc", root));
  const { stdout, code } = await runProcess(process.execPath, [tsc, "-p", fileURLToPath(folder), "--pretty", "false"], {
    deadlineMs: 60_000,
    cwd: fileURLToPath(folder),
  });
  const errors = new Map<string, string>();
  for (const example of some) {
    const line = stdout.split("\n").find((text) => text.startsWith(`${fileOf(example)}(`));
    if (line !== undefined) errors.set(example.name, line.slice(fileOf(example).length));
  }
  if (code !== 0 && errors.size === 0) throw new Error(`Cannot check the examples: ${stdout}`);
  return errors;
}

async function runExample(example: DocExample, deadlineMs = 20_000) {
  const { outputText } = ts.transpileModule(example.code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  return runChild(outputText, { deadlineMs });
}
