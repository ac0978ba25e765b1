const { load, run } = require("miniasync");

const dictionary = load("./dictionary.mjs", { from: __filename });

/** Names must be in a dictionary that only answers asynchronously. */
const known = {
  create: (context) => ({
    VariableDeclaration({ declarations }) {
      const names = declarations.map(({ id }) => id);
      const answers = run(...names.map(({ name }) => dictionary.has(name)));
      names.forEach((node, index) => {
        if (!answers[index]) context.report({ node, message: `unknown: ${node.name}` });
      });
    },
  }),
};

module.exports = [{ files: ["code/*.js"], plugins: { own: { rules: { known } } }, rules: { "own/known": "error" } }];
