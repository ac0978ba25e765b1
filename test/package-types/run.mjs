// `npm run test:package-types`: the types of real packages, seen through load(), sync() and the others, with every supported compiler.
// Installs the packages first, some 200 MB of which only the declarations are used.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compilers } from "../../scripts/compilers.mjs";
import { install, setup } from "../../scripts/setup.mjs";

/**
 * So many types may be instantiated, over all the packages: a mapping that becomes twice as much work makes editors slow, long before the
 * compiler refuses it. The three compilers count differently.
 */
const mostInstantiations = 3_200_000;

const folder = fileURLToPath(new URL(".", import.meta.url));
if (install(folder, ["--ignore-scripts", "--omit=optional", "--engine-strict=false"]) !== 0) process.exit(1);
await setup();

let failed = false;
for (const { name, tsc } of compilers) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, "-p", folder, "--extendedDiagnostics", "--pretty", "false"],
    { encoding: "utf8", maxBuffer: 1e8 },
  );
  const instantiations = Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]);
  const slow = !(instantiations <= mostInstantiations);
  for (const line of stdout.split("\n")) if (/error TS|^ /.test(line)) console.log(line);
  if (slow) console.log(`${name}: ${instantiations} instantiations, and ${mostInstantiations} are allowed`);
  console.log(`${name}: ${status === 0 && !slow ? "fine" : "failed"}, ${instantiations} instantiations`);
  failed ||= status !== 0 || slow;
}
process.exit(failed ? 1 : 0);
