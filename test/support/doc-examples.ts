import { readdirSync, readFileSync } from "node:fs";

export interface DocExample {
  /** `README.md:12`: the file, from the root of the repository, and the line of the opening fence. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Of the same lines as in the document, those around it empty: an error's line is the document's. */
  readonly code: string;
  /** The example shows what the compiler refuses. */
  readonly mustNotCompile: boolean;
}

/** All ts blocks of a text. A block that only looks like one (js, typescript) would be checked by nothing, so it is an error. */
export function examplesIn(file: string, text: string): DocExample[] {
  const examples: DocExample[] = [];
  let open: { line: number; info: string; margin: string; code: string[] } | undefined;
  text.split("\n").forEach((full, index) => {
    const fence = /^(\s*(?:\* )?\s*)```+(.*)$/.exec(full);
    if (open === undefined) {
      if (fence) open = { line: index + 1, info: fence[2]!.trim(), margin: fence[1]!, code: [] };
    } else if (fence) {
      const example = close(file, open);
      if (example) examples.push(example);
      open = undefined;
    } else
      open.code.push(full.startsWith(open.margin) ? full.slice(open.margin.length) : full.replace(/^\s*\*?\s*/, ""));
  });
  if (open) throw new Error(`${file}:${open.line}: Cannot read the example: its fence is not closed`);
  return examples;
}

function close(file: string, block: { line: number; info: string; code: string[] }): DocExample | undefined {
  const { line, info, code } = block;
  const name = `${file}:${line}`;
  if (/^(js|mjs|cjs|javascript|typescript|mts|cts|tsx|jsx)\b/.test(info)) {
    throw new Error(`${name}: Cannot check a block marked "${info}": only ts blocks are checked and run; mark it ts`);
  }
  if (!/^ts\b/.test(info)) return undefined;
  if (info !== "ts" && info !== "ts no-run") {
    throw new Error(`${name}: Cannot check a block marked "${info}": it is neither "ts" nor "ts no-run"`);
  }
  return { name, file, line, code: "\n".repeat(line) + code.join("\n"), mustNotCompile: info === "ts no-run" };
}

/** All examples of the repository: of its Markdown, and of the doc comments in src/. */
export function allExamples(root: URL): DocExample[] {
  const markdown = /^([^/]+|docs\/(?!api\/).*)\.md$/;
  const files = [...listing(root, "", false), ...listing(root, "docs/", true), ...listing(root, "src/", true)];
  return files
    .filter((file) => (markdown.test(file) && file !== "CHANGELOG.md") || /^src\/.*\.ts$/.test(file))
    .flatMap((file) => examplesIn(file, readFileSync(new URL(file, root), "utf8")));
}

function listing(root: URL, folder: string, recursive: boolean): string[] {
  try {
    const names = readdirSync(new URL(folder, root), { recursive, encoding: "utf8" });
    return names.map((name) => folder + name.replaceAll("\\", "/"));
  } catch {
    return [];
  }
}
