// Lints a text with a configuration of the program, mends it, and formats the findings.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { ESLint } = load("eslint");
const overrideConfig = [{ rules: { "no-var": "error", "no-empty": "error" } }];
const [eslint] = run(new ESLint({ overrideConfigFile: true, overrideConfig, fix: true }));

// The line of the table.
const [result] = sync(eslint).lintText("var a = 1; if (a) {}");
assert.equal(result.output, "let a = 1; if (a) {}");
assert.deepEqual(
  result.messages.map(({ ruleId }) => ruleId),
  ["no-empty"],
);
const findings = JSON.parse(sync(eslint).loadFormatter("json").format([result]));
assert.equal(findings[0].errorCount, 1);
