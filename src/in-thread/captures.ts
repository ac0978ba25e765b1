/** Explains the errors of functions that use what is only where they were written. */
import { isHelperName } from "./compiler-helpers.ts";

/** A variable that is defined where the function was written, and nowhere in the thread. `file` gives the text of its file. */
export function explainCapture(error: unknown, source: string, file: () => string): unknown {
  if (!(error instanceof ReferenceError)) return error;
  const variable = /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(error.message)?.[1];
  if (variable === undefined || !source.includes(variable)) return error;
  const bundler = bundlerOf(variable, source);
  if (bundler !== undefined) {
    error.message = `Cannot run the function in the thread: ${bundler.name} has rewritten import() in it, to load from its bundle, which the thread does not have; ${bundler.remedy}, or use load() (${variable} is not defined)`;
    return error;
  }
  // The names that Vite gives to imports.
  const isImport = /^__(?:vi|vite_ssr)_import_/.test(variable);
  const statement = isImport ? undefined : importOf(variable, file());
  const [what, remedy] = isImport
    ? ["an import of the file it was written in", "import inside the function, with await import(...)"]
    : statement !== undefined
      ? [`the import "${variable}" of the file it was written in`, `import it inside: ${statement}`]
      : isHelperName(variable)
        ? [
            `"${variable}", which a compiler put into the file it was written in`,
            "compile for a newer target, such as ES2022, or give the function as text",
          ]
        : [
            `the variable "${variable}" of the place it was written in`,
            "pass it as an argument, or define it inside; a function of a module comes from load()",
          ];
  // The __name of esbuild when it also minifies: i(()=>5,"five").
  const keepsNames = variable.length < 4 && source.includes(`${variable}(`) && /,"[\w$]+"\)/.test(source);
  const tool = keepsNames ? ", or, if a bundler wrote it to keep names, do not minify and keep names at once" : "";
  error.message = `Cannot run the function in the thread: it captures ${what}, which the thread does not have; ${remedy}${tool} (${variable} is not defined)`;
  return error;
}

/** The bundler that has put a variable in the place of import(), whatever a minifier calls it. */
function bundlerOf(variable: string, source: string): { name: string; remedy: string } | undefined {
  const it = `(?<![\\w$.])${variable.replaceAll("$", "\\$")}`;
  const is = (pattern: string): boolean => new RegExp(pattern).test(source);
  // r.e(5).then(() => r.t(5, 19)); await r(5)(name)
  if (variable === "__webpack_require__" || is(`${it}\\.[et](\\.bind)?\\(|await ${it}\\(\\d+\\)\\(`))
    return { name: "webpack", remedy: 'write import(/* webpackIgnore: true */ "...")' };
  // esbuild: () => (init_near(), near_exports); () => __toESM(require_near(), 1). Rollup: function () { return near; }
  const returned = [`\\(${it}\\(\\),`, `[\\w$]+\\(${it}\\(\\)`, `${it}\\([\\w$]+\\(\\)`].map(
    (value) => `\\(\\) ?=> ?${value}`,
  );
  if (is(`Promise\\.resolve\\(\\)\\.then\\((?:${returned.join("|")}|function ?\\(\\) ?\\{ ?return ${it})`))
    return { name: "a bundler", remedy: "leave the module out of the bundle" };
  return undefined;
}

/** The statement that imports inside of a function what a file imports at its top; undefined if `variable` is no import of it. */
function importOf(variable: string, file: string): string | undefined {
  for (const [, clause = "", module] of file.matchAll(/^\s*import\s+([^"';]+?)\s+from\s*["']([^"'\n]+)["']/gm)) {
    const [, named = ""] = /\{([^}]*)\}/.exec(clause) ?? [];
    for (const part of named.split(",")) {
      const [name = "", local = name] = part
        .replace(/^\s*type\s/, "")
        .split(/\s+as\s+/)
        .map((text) => text.trim());
      if (local === variable)
        return `const { ${name === local ? name : `${name}: ${local}`} } = await import(${JSON.stringify(module)})`;
    }
    const [first = "", ...others] = clause
      .replace(/\{[^}]*\}/, "")
      .split(",")
      .map((text) => text.trim());
    if (first === variable) return `const { default: ${variable} } = await import(${JSON.stringify(module)})`;
    if ([first, ...others].some((text) => /^\*\s*as\s+/.test(text) && text.endsWith(` ${variable}`)))
      return `const ${variable} = await import(${JSON.stringify(module)})`;
  }
  return undefined;
}
