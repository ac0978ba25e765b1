import type { ThreadPlatform } from "../platform/platform.ts";
import type { Base } from "./protocol.ts";

type Inline = Extract<Base, { kind: "inline" }>;

/** Vite writes packages and files of a project as paths from its root, which is the working directory as a rule. */
const importOfVite =
  '(specifier, options) => { const path = specifier.startsWith("/@fs/") ? specifier.slice(4) : specifier; return import(path, options).catch((error) => { if (path[0] !== "/" || error?.code !== "ERR_MODULE_NOT_FOUND") throw error; return import("file://" + process.cwd() + path, options); }); }';

/**
 * What tools write into functions they have seen, and what it does: esbuild and tsx keep names with __name; vite-node and
 * vitest replace import() by a function of theirs; istanbul counts with cov_… functions.
 */
const tools: Readonly<Record<string, string>> = {
  __name: "(target) => target",
  __vi_import__: importOfVite,
  __vi_ssr_dynamic_import__: importOfVite,
  __vite_ssr_dynamic_import__: importOfVite,
};

/** Make the function of its source text again. @throws SyntaxError or TypeError that says what about it cannot work. */
export function compileInline(what: Inline, platform: ThreadPlatform): unknown {
  const helpers = Object.entries(tools).filter(([name]) => new RegExp(`\\b${name}\\b`).test(what.source));
  const counters = new Set(what.source.match(/\bcov_[a-z0-9]+\b/g) ?? []);
  const prelude = [
    ...helpers.map(([name, text]) => `const ${name} = ${text};`),
    ...[...counters].map(
      (name) =>
        `const ${name} = () => { const count = new Proxy({}, { get: (_, key) => key === Symbol.toPrimitive ? () => 0 : count, set: () => true }); return count; };`,
    ),
  ].join(" ");
  let compiled: (...args: unknown[]) => unknown;
  try {
    compiled = platform.compile(
      `"use strict"; ${prelude} return (${what.source});`,
      [],
      what.from,
    )() as typeof compiled;
  } catch (error) {
    throw explainSyntax(error, what.source);
  }
  return (...args: unknown[]) => {
    try {
      const result = compiled(...args);
      if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function") return result;
      return (result as PromiseLike<unknown>).then(undefined, (error: unknown) => {
        throw explainCapture(error, what.source);
      });
    } catch (error) {
      throw explainCapture(error, what.source);
    }
  };
}

/** A variable that is defined where the function was written, and nowhere in the thread. */
function explainCapture(error: unknown, source: string): unknown {
  if (!(error instanceof ReferenceError)) return error;
  const variable = /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(error.message)?.[1];
  if (variable === undefined || !source.includes(variable)) return error;
  const isImport = /^__(?:vi|vite_ssr)_import_/.test(variable);
  const what = isImport
    ? "an import of the file it was written in"
    : `the variable "${variable}" of the place it was written in`;
  const remedy = isImport ? "import inside the function, with await import(...)" : "pass it as an argument";
  // What esbuild makes of its __name when it also minifies: i(()=>5,"five").
  const keepsNames = variable.length < 4 && source.includes(`${variable}(`) && /,"[\w$]+"\)/.test(source);
  const tool = keepsNames ? ", or, if a bundler wrote it to keep names, do not minify and keep names at once" : "";
  error.message = `Cannot run the function in the thread: it captures ${what}, which the thread does not have; ${remedy}${tool} (${variable} is not defined)`;
  return error;
}

function explainSyntax(error: unknown, source: string): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const about = source.includes("import.meta")
    ? 'it uses "import.meta", which only modules have; pass what you need as an argument'
    : "its source text is no function expression on its own; write it in place, as async (...) => { ... }";
  return new SyntaxError(`Cannot run the function in the thread: ${about} (${error.message})`);
}
