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
  /** What the document says that it prints; `…` stands for anything. Any output will do when it says nothing. */
  readonly output: string | undefined;
}

/** A block of a document that shows a file. */
export interface Quotation {
  readonly name: string;
  /** The file, from the root of the repository. */
  readonly source: string;
  readonly code: string;
}

interface Block {
  readonly name: string;
  readonly line: number;
  readonly info: string;
  readonly code: readonly string[];
}

/**
 * All ts blocks of a text. One that is followed by a block marked `text output` must print that. A block that only looks like
 * one (js, typescript) would be checked by nothing, so it is an error.
 */
export function examplesIn(file: string, text: string): DocExample[] {
  const examples: DocExample[] = [];
  let above: Block | undefined;
  for (const block of blocksIn(file, text)) {
    const { name, line, info } = block;
    if (info === "text output") {
      if (above?.info !== "ts") throw new Error(`${name}: Cannot check an output: there is no ts block above it`);
      examples.push({ ...(examples.pop() as DocExample), output: `${block.code.join("\n")}\n` });
    } else if (isQuotation(block)) {
      // It is compared with its file.
    } else if (/^ts\b/.test(info)) {
      if (info !== "ts" && info !== "ts no-run")
        throw new Error(`${name}: Cannot check a block marked "${info}": it is neither "ts" nor "ts no-run"`);
      const code = "\n".repeat(line) + block.code.join("\n");
      examples.push({ name, file, line, code, mustNotCompile: info === "ts no-run", output: undefined });
    } else if (/^(js|mjs|cjs|javascript|typescript|mts|cts|tsx|jsx)\b/.test(info)) {
      throw new Error(
        `${name}: Cannot check a block marked "${info}": only ts blocks are checked and run; mark it ts, or "js FILE" if it shows a file`,
      );
    }
    above = block;
  }
  return examples;
}

/** All blocks of a text that are marked `js FILE`: each shows the file of that name, from the document's folder. */
export function quotationsIn(file: string, text: string): Quotation[] {
  return blocksIn(file, text)
    .filter(isQuotation)
    .map(({ name, info, code }) => {
      const source = new URL(info.slice("ts ".length), `file:///${file}`).pathname.slice(1);
      return { name, source, code: `${code.join("\n")}\n` };
    });
}

function isQuotation({ info }: Block): boolean {
  return /^[jt]s \S+\.[cm]?[jt]s$/.test(info);
}

function blocksIn(file: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; info: string; margin: string; code: string[] } | undefined;
  text.split("\n").forEach((full, index) => {
    const fence = /^(\s*(?:\* )?\s*)```+(.*)$/.exec(full);
    if (open === undefined) {
      if (fence) open = { line: index + 1, info: fence[2]!.trim(), margin: fence[1]!, code: [] };
    } else if (fence) {
      blocks.push({ ...open, name: `${file}:${open.line}` });
      open = undefined;
    } else
      open.code.push(full.startsWith(open.margin) ? full.slice(open.margin.length) : full.replace(/^\s*\*?\s*/, ""));
  });
  if (open) throw new Error(`${file}:${open.line}: Cannot read the example: its fence is not closed`);
  return blocks;
}

/** All examples of the repository: of its Markdown, and of the doc comments in src/. */
export function allExamples(root: URL): DocExample[] {
  const source = listing(root, "src/", true).filter((file) => file.endsWith(".ts"));
  return [...markdown(root), ...source].flatMap((file) => examplesIn(file, read(root, file)));
}

/** All quotations of the repository's Markdown. */
export function allQuotations(root: URL): Quotation[] {
  return markdown(root).flatMap((file) => quotationsIn(file, read(root, file)));
}

function markdown(root: URL): string[] {
  return [...listing(root, "", false), ...listing(root, "docs/", true)].filter(
    (file) => file.endsWith(".md") && file !== "CHANGELOG.md",
  );
}

function read(root: URL, file: string): string {
  return readFileSync(new URL(file, root), "utf8");
}

function listing(root: URL, folder: string, recursive: boolean): string[] {
  try {
    const names = readdirSync(new URL(folder, root), { recursive, encoding: "utf8" });
    return names.map((name) => folder + name.replaceAll("\\", "/"));
  } catch {
    return [];
  }
}
