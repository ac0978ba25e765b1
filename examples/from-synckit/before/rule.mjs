// An ESLint rule, with synckit: the CSS of css`...` is to be as Prettier writes it.
import { createSyncFn } from "synckit";

const format = createSyncFn(new URL("./worker.mjs", import.meta.url), { timeout: 10_000 });

/** @type {import("eslint").Rule.RuleModule} */
export const rule = {
  meta: { fixable: "code" },
  create: (context) => ({
    TaggedTemplateExpression(node) {
      const { tag, quasi } = node;
      const css = quasi.quasis[0]?.value.cooked;
      if (tag.type !== "Identifier" || tag.name !== "css" || quasi.quasis.length > 1 || !css) return;
      let formatted;
      try {
        formatted = `\n${format(css)}`;
      } catch (error) {
        // The class is lost on the way, its name is not.
        if (!(error instanceof Error) || error.name !== "SyntaxError") throw error;
        context.report({ node: quasi, message: `Cannot read the CSS: ${error.message.split("\n")[0]}` });
        return;
      }
      if (formatted === css) return;
      context.report({
        node: quasi,
        message: "The CSS is not formatted",
        fix: (fixer) => fixer.replaceText(quasi, `\`${formatted}\``),
      });
    },
  }),
};
