// The same rule, with miniasync: no worker file, and an error is what it was.
import { load, run } from "miniasync";

/** @type {import("miniasync").Remote<typeof import("prettier")>} */
const prettier = load("prettier");

/** @type {import("eslint").Rule.RuleModule} */
export const rule = {
  meta: { fixable: "code" },
  create: (context) => ({
    TaggedTemplateExpression(node) {
      const { tag, quasi } = node;
      const css = quasi.quasis[0]?.value.cooked;
      if (tag.type !== "Identifier" || tag.name !== "css" || quasi.quasis.length > 1 || !css) return;
      const [result] = run(prettier.format(css, { parser: "css" }), {
        returnExceptions: [SyntaxError],
        timeout: 10_000,
      });
      if (typeof result !== "string") {
        context.report({ node: quasi, message: `Cannot read the CSS: ${result.message.split("\n")[0]}` });
        return;
      }
      const formatted = `\n${result}`;
      if (formatted === css) return;
      context.report({
        node: quasi,
        message: "The CSS is not formatted",
        fix: (fixer) => fixer.replaceText(quasi, `\`${formatted}\``),
      });
    },
  }),
};
