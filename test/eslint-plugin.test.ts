// The rules, by ESLint's own tester, with the types of the package as users get them.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { ESLint, RuleTester } from "eslint";
import { miniasync } from "miniasync/eslint-plugin";
import { afterAll, describe, expect, it } from "vitest";
import { allExamples } from "./support/doc-examples.ts";

Object.assign(RuleTester, { afterAll, describe, it, itOnly: it.only });

const root = fileURLToPath(new URL("../", import.meta.url));
/** A project of one file: the texts stand in its place. In the repository, so that they can import "miniasync" by name. */
const folder = `${root}.tmp/eslint-${process.pid}/`;
const filename = `${folder}text.ts`;
mkdirSync(folder, { recursive: true });
writeFileSync(filename, "export {};\n");
writeFileSync(
  `${folder}tsconfig.json`,
  JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const typed = { parser, parserOptions: { projectService: true, tsconfigRootDir: folder } };
const tester = new RuleTester({ languageOptions: typed } as never);
const plain = new RuleTester();

const given =
  'import { CancelledError, gather, load, Queue, run, sleep, spawn, TimeoutError, timeout } from "miniasync";\n';
const inCoroutine = (body: string) => ({ filename, code: `${given}export function* main() {\n${body}\n}\n` });
const floating = (line: number, ...suggestions: object[]) => ({ messageId: "floating", line, suggestions });
const swallowed = [{ messageId: "swallowed" }];

tester.run(
  "no-floating-coroutines",
  miniasync.rules["no-floating-coroutines"] as never,
  {
    valid: [
      inCoroutine("yield* sleep(5);"),
      inCoroutine("spawn(sleep(5));"),
      inCoroutine("const later = sleep(5); yield* later;"),
      inCoroutine("void sleep(5);"),
      inCoroutine("run(sleep(5)); [1].map((x) => x);"),
      inCoroutine("yield* gather([sleep(1), sleep(2)]);"),
      { filename, code: "function* numbers() { yield 1; }\nnumbers();\n" },
    ],
    invalid: [
      {
        ...inCoroutine("sleep(5);"),
        errors: [floating(3, { messageId: "wait", output: inCoroutine("yield* sleep(5);").code })],
      },
      {
        ...inCoroutine("const q = new Queue<number>(); q.put(1); if (q.full) q.get();"),
        errors: 2,
      },
      { ...inCoroutine("Math.random() > 0.5 ? sleep(1) : timeout(5, sleep(2));"), errors: 2 },
      { ...inCoroutine("Math.random() > 0.5 && sleep(1);"), errors: 1 },
      { filename, code: `${given}function* helper() { yield* sleep(1); }\nhelper();\n`, errors: [floating(3)] },
      {
        filename,
        code: `${given}const fs = load<typeof import("node:fs/promises")>("node:fs/promises");\nfs.writeFile("x", "text");\n`,
        errors: [floating(3)],
      },
    ],
  } as never,
);

const caught = (body: string, tried = "yield* sleep(5);") => inCoroutine(`try { ${tried} } catch (error) { ${body} }`);

tester.run(
  "no-swallowed-cancellation",
  miniasync.rules["no-swallowed-cancellation"] as never,
  {
    valid: [
      caught("throw error;"),
      caught("console.log(error); throw new Error('x', { cause: error });"),
      caught("if (error instanceof CancelledError) throw error; console.log(error);"),
      caught("if (Math.random() > 0.5 || error instanceof CancelledError) throw error;"),
      caught("if (!(error instanceof TimeoutError)) throw error; return 'too late';"),
      caught("if (error instanceof TimeoutError) return 'too late'; throw error;"),
      caught("if (error instanceof TimeoutError) { return 1; } else { throw error; }"),
      caught("if (error.code === 'ENOENT') return; throw error;"),
      caught("if (error.code === 'MINIASYNC_CANCELLED') throw error;"),
      caught("try { console.log(error); } finally { throw error; }"),
      caught("return;", "JSON.parse('');"),
      caught("return;", "[1].map(function* () { yield* sleep(1); });"),
      caught("return;", "yield* [sleep(1)];"),
      inCoroutine("try { yield* sleep(5); } finally { console.log('done'); }"),
    ],
    invalid: [
      { ...caught(""), errors: swallowed },
      { ...caught("console.log(error);"), errors: swallowed },
      { ...caught("return 1; throw error;"), errors: swallowed },
      { ...caught("if (Math.random() > 0.5) throw error; yield* sleep(1);"), errors: swallowed },
      { ...caught("if (error instanceof TimeoutError) throw error;"), errors: swallowed },
      { ...caught("if (error instanceof Error) return; throw error;"), errors: swallowed },
      { ...caught("if (error.name !== 'CancelledError') throw error;"), errors: swallowed },
      { ...caught("try { throw error; } catch {}"), errors: swallowed },
      { ...inCoroutine("try { yield* sleep(5); } catch {}"), errors: swallowed },
    ],
  } as never,
);

plain.run("no-floating-coroutines", miniasync.rules["no-floating-coroutines"] as never, {
  valid: [],
  invalid: [{ code: "f();", errors: [{ messageId: "untyped" }] }],
});

plain.run("no-swallowed-cancellation", miniasync.rules["no-swallowed-cancellation"] as never, {
  valid: ["function* f() { try { yield* g(); } catch (e) { throw e; } }"],
  invalid: [{ code: "function* f() { try { yield* g(); } catch (e) {} }", errors: swallowed }],
});

describe("the documentation", () => {
  it("keeps both rules, as `recommended` switches them on", async () => {
    const config = { files: ["**/*.ts"], languageOptions: typed } as ESLint.Options["overrideConfig"];
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [miniasync.configs.recommended, config] as never,
    });
    const found: string[] = [];
    let looked = 0;
    for (const { name, code, mustNotCompile } of allExamples(new URL("../", import.meta.url))) {
      if (mustNotCompile) continue;
      const [result] = await eslint.lintText(code, { filePath: filename });
      for (const { message, line } of result?.messages ?? []) {
        // The example of a coroutine that cannot be stopped.
        if (!code.includes("function* unstoppable()")) found.push(`${name} ${line}: ${message}`);
      }
      looked++;
    }
    expect(looked).toBeGreaterThan(50);
    expect(found).toEqual([]);
  }, 120_000);
});
