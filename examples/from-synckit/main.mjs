// The same ESLint rule, with synckit and with miniasync, on the same source: what both report and how both mend it.
import { Linter } from "eslint";
import { rule as after } from "./after/rule.mjs";
import { rule as before } from "./before/rule.mjs";

const source = `const card = css\`
.card{color:#222;padding:4px}
\`;
const title = css\`
.title {
  font-size: 24px;
}
\`;
const broken = css\`.broken { color: red\`;
`;

/** @param {import("eslint").Rule.RuleModule} rule */
function results(rule) {
  const config = [{ plugins: { css: { rules: { rule } } }, rules: { "css/rule": /** @type {const} */ ("error") } }];
  const reports = new Linter().verify(source, config);
  const { output } = new Linter().verifyAndFix(source, config);
  return { reports: reports.map(({ line, column, message }) => `${line}:${column} ${message}`), output };
}

const both = { synckit: results(before), miniasync: results(after) };
for (const [name, { reports }] of Object.entries(both)) console.log([name, ...reports].join("\n  "));
console.log(both.synckit.output === both.miniasync.output ? "both mend it the same way:" : "they mend it differently:");
console.log(both.miniasync.output.split("\n").slice(0, 5).join("\n"));
process.exitCode = JSON.stringify(both.synckit) === JSON.stringify(both.miniasync) ? 0 : 1;
