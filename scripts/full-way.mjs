// `npm run full-way`: the scenarios against a build in which every call goes through a loop, as those do that cannot go past it. They
// must not be able to tell.
import { variants } from "../bench/alternatives/variants.mjs";
import { build } from "./build.mjs";
import { runProcess } from "./run-process.mjs";

await build({ changes: variants["without the direct way"] });
try {
  const { code } = await runProcess(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--project", "integration", "test/scenarios", "test/deadlines.test.ts"],
    { deadlineMs: 10 * 60_000, show: true },
  );
  process.exitCode = code ?? 1;
} finally {
  await build();
}
