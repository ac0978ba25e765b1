// An ESLint plug-in in one file. Its rule is synchronous, as ESLint wants it; Prettier 3 is asynchronous only.
import { gather, load, run } from "miniasync";
import linterHelpers from "prettier-linter-helpers";

/** @import { Rule } from "eslint" */
/** @import { Options } from "prettier" */

/** @type {import("miniasync").Remote<typeof import("prettier")>} */
const prettier = load("prettier");
const { generateDifferences, showInvisibles } = linterHelpers;
const { INSERT, DELETE, REPLACE } = generateDifferences;

/** Of a file in one of these, ESLint may have cut out a block. The block is formatted with the whole, not by itself. */
const wholes = new Set(["babel", "flow", "typescript", "vue", "markdown", "html", "mdx", "angular", "svelte"]);

/**
 * @param {string} source
 * @param {string} file where the source is on the disk
 * @param {Options & { filepath: string }} options of the rule: they win
 */
function* format(source, file, options) {
  const [configured, info] = yield* gather([
    prettier.resolveConfig(file, { editorconfig: true }),
    prettier.getFileInfo(file, { resolveConfig: false, ignorePath: ".prettierignore" }),
  ]);
  const { ignored, inferredParser } = info;
  if (ignored || (options.filepath !== file && wholes.has(inferredParser ?? ""))) return source;
  return yield* prettier.format(source, { parser: inferredParser ?? "babel", ...configured, ...options });
}

/** @type {Rule.RuleModule} */
const rule = {
  meta: {
    type: "layout",
    fixable: "code",
    schema: [{ type: "object" }],
    messages: {
      [INSERT]: "Insert `{{ inserted }}`",
      [DELETE]: "Delete `{{ deleted }}`",
      [REPLACE]: "Replace `{{ deleted }}` with `{{ inserted }}`",
    },
  },
  create(context) {
    const { filename, physicalFilename, sourceCode } = context;
    return {
      Program(node) {
        const options = { ...context.options[0], filepath: filename };
        // A parser that never ends is an error, too.
        const [formatted] = run(format(sourceCode.text, physicalFilename, options), {
          returnExceptions: [SyntaxError],
          timeout: 30_000,
        });
        if (typeof formatted !== "string") {
          const { loc, codeFrame = "" } = /** @type {any} */ (formatted);
          const message = formatted.message.replace(`\n${codeFrame}`, "").replace(/ \(\d+:\d+\)$/, "");
          context.report({ message: `Parsing error: ${message}`, loc: loc ?? node.loc });
          return;
        }
        for (const difference of generateDifferences(sourceCode.text, formatted)) {
          const { operation, offset } = difference;
          const deleted = "deleteText" in difference ? difference.deleteText : "";
          const inserted = "insertText" in difference ? difference.insertText : "";
          context.report({
            messageId: operation,
            data: { deleted: showInvisibles(deleted), inserted: showInvisibles(inserted) },
            loc: {
              start: sourceCode.getLocFromIndex(offset),
              end: sourceCode.getLocFromIndex(offset + deleted.length),
            },
            fix: (fixer) => fixer.replaceTextRange([offset, offset + deleted.length], inserted),
          });
        }
      },
    };
  },
};

export const plugin = { meta: { name: "eslint-plugin-miniasync-prettier", version: "1.0.0" }, rules: { format: rule } };
