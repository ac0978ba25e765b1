import ts from "typescript";

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly specifier: string;
  /** The path of the imported file, or the specifier itself where that is not relative. */
  readonly target: string;
  /** Erased by the compiler. `import { type A }` is not: it still loads the module. */
  readonly typeOnly: boolean;
}

interface Parsed extends Source {
  readonly imports: readonly Import[];
  readonly identifiers: ReadonlySet<string>;
  readonly tree: ts.SourceFile;
}

/** What the files of each part of src/ may import besides their own part. `type` before a path: types only. */
const layers: Readonly<Record<string, readonly string[]>> = {
  "src/errors.ts": [],
  "src/users-line.ts": ["src/errors.ts"],
  "src/eslint-plugin/": [],
  "src/kernel/": ["src/errors.ts", "src/users-line.ts"],
  "src/primitives/": ["src/errors.ts", "src/users-line.ts", "src/kernel/"],
  "src/wire/": ["src/errors.ts", "src/users-line.ts", "type src/platform/platform.ts"],
  "src/in-caller/": ["src/errors.ts", "src/users-line.ts", "src/kernel/", "src/wire/", "type src/platform/platform.ts"],
  "src/in-thread/": ["src/errors.ts", "src/wire/", "type src/platform/platform.ts"],
  // The bell is memory that a platform shares between its threads.
  "src/platform/": ["src/errors.ts", "src/wire/bell.ts", "type src/kernel/host.ts"],
};

const unknownToTheKernel =
  /^(Promise\w*|set(Timeout|Interval|Immediate)|queueMicrotask|process|Atomics|SharedArrayBuffer)$|worker/i;
const unitTests = /^test\/(kernel|primitives|wire|in-caller|platform|model|conformance)\//;

/** A loop has tasks, a task is a future, and a future belongs to a loop. */
const oneThing = ["src/kernel/loop.ts", "src/kernel/task.ts", "src/kernel/future.ts"];

type Rule = (file: Parsed, all: ReadonlyMap<string, Parsed>) => readonly string[];

const rules: readonly Rule[] = [
  function layering({ path, imports }) {
    const layer = Object.keys(layers).find((prefix) => path.startsWith(prefix));
    if (layer === undefined) return [];
    const allowed = [layer, ...layers[layer]!];
    return imports
      .filter(({ specifier }) => !specifier.startsWith("node:"))
      .filter(({ target, typeOnly }) => {
        return !allowed.some(
          (part) =>
            target.startsWith(part) ||
            (typeOnly && target.startsWith(part.slice("type ".length)) && part.startsWith("type ")),
        );
      })
      .map(({ specifier }) => `may not import "${specifier}"`);
  },

  function platformFreeKernel({ path, identifiers, tree }) {
    if (!path.startsWith("src/kernel/")) return [];
    const words = [...identifiers]
      .filter((word) => unknownToTheKernel.test(word))
      .map((word) => `may not know ${word}`);
    return contains(tree, isAsync) ? [...words, "may not contain async code"] : words;
  },

  function nodeOnlyInPlatform({ path, imports }) {
    if (!path.startsWith("src/") || path.startsWith("src/platform/")) return [];
    return imports
      .filter(({ specifier }) => specifier.startsWith("node:"))
      .map(({ specifier }) => `may not import "${specifier}"`);
  },

  // Two protocols of shared memory, each of which test/model explores: whose turn it is to sleep, and bytes on their way.
  function atomicsInTheirPlaces({ path, identifiers }) {
    const mayNot = path.startsWith("src/") && !["src/wire/bell.ts", "src/platform/web/mailbox.ts"].includes(path);
    return mayNot && identifiers.has("Atomics") ? ["may not know Atomics"] : [];
  },

  function testsOfTheSourceAndOfThePackage({ path, imports }) {
    const unit = unitTests.test(path);
    const outside = /^(test\/(scenarios|browser|runtimes|consumers|examples|types)|examples)\//.test(path);
    return imports
      .filter(
        ({ specifier, target }) =>
          (unit && /^miniasync(\/|$)/.test(specifier)) || (outside && target.startsWith("src/")),
      )
      .map(({ specifier }) => `may not import "${specifier}"`);
  },

  // Of types, too: files that need each other are one thing in several pieces.
  function cycles({ path }, all) {
    if (oneThing.includes(path)) return [];
    const cycle = findCycle(path, all);
    return cycle === undefined ? [] : [`is in an import cycle: ${cycle.join(" > ")}`];
  },

  function names({ path }, all) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const others = [...all.keys()].filter(
      (other) => other !== path && other.startsWith("src/") && other.endsWith(`/${name}`),
    );
    if (path.startsWith("src/") && others.length > 0) return [`has the name of ${others.join(", ")}`];
    const vague = /(^|\/)(utils?|helpers?|types?|constants?|common)\.\w+$/.test(path);
    return path.startsWith("src/") && vague ? ["has a name that says nothing of what is in it"] : [];
  },

  function exports({ path, tree }) {
    const found: string[] = [];
    if (
      contains(
        tree,
        (node) =>
          ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)),
      )
    ) {
      found.push("may not use export *");
    }
    const isDefault = (node: ts.Node) =>
      (ts.isExportAssignment(node) && !node.isExportEquals) ||
      (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) ||
      (ts.isExportSpecifier(node) && node.name.text === "default");
    // What the tools that read these files want.
    if (
      !/^([^/]+\.config\.ts|examples\/[^/]+\/[^/]+\.config\.mjs|test\/bundlers\/ways\/.*)$/.test(path) &&
      contains(tree, isDefault)
    )
      found.push("may not have a default export");
    return found;
  },

  function indexHasNoCode({ path, tree }) {
    const isReexport = (node: ts.Statement) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
    if (path === "src/index.ts")
      return tree.statements.every(isReexport) ? [] : ["may contain nothing but export { } from"];
    const barrel = path.startsWith("src/") && tree.statements.length > 0 && tree.statements.every(isReexport);
    return barrel ? ["may not be a barrel: only src/index.ts is one"] : [];
  },
];

/** Where the sources break the rules of the layout: one line a violation, `path: what (rule)`. */
export function violations(sources: readonly Source[]): string[] {
  const all = new Map(sources.map((source) => [source.path, parse(source)]));
  return [...all.values()].flatMap((file) =>
    rules.flatMap((rule) => rule(file, all).map((what) => `${file.path}: ${what} (${rule.name})`)),
  );
}

function parse({ path, text }: Source): Parsed {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const identifiers = new Set<string>();
  visit(tree, (node) => {
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    const found = importOf(node);
    if (found === undefined) return;
    const { specifier } = found;
    const target = specifier.startsWith(".") ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier;
    imports.push({ ...found, target });
  });
  return { path, text, imports, identifiers, tree };
}

function importOf(node: ts.Node): Omit<Import, "target"> | undefined {
  if (ts.isImportDeclaration(node))
    return found(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return found(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return found(node.argument.literal, true);
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire
    ? found(node.arguments[0], false)
    : undefined;
}

function found(specifier: ts.Node | undefined, typeOnly: boolean): Omit<Import, "target"> | undefined {
  return specifier !== undefined && ts.isStringLiteralLike(specifier)
    ? { specifier: specifier.text, typeOnly }
    : undefined;
}

/** The shortest way from a file back to itself. */
function findCycle(start: string, all: ReadonlyMap<string, Parsed>): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const { target, typeOnly } of all.get(way.at(-1)!)?.imports ?? []) {
      if (seen.has(target) || (typeOnly && !start.startsWith("src/"))) continue;
      if (target === start) return [...way, target];
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return undefined;
}

function isAsync(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.AsyncKeyword || node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node)
  );
}

function visit(node: ts.Node, visitor: (node: ts.Node) => void): void {
  visitor(node);
  ts.forEachChild(node, (child) => visit(child, visitor));
}

function contains(tree: ts.Node, predicate: (node: ts.Node) => boolean | undefined): boolean {
  return predicate(tree) === true || ts.forEachChild(tree, (child) => contains(child, predicate) || undefined) === true;
}
