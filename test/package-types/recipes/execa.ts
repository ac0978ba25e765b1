import type { execa as Execa } from "execa";
import { load, run } from "miniasync";

// The type arguments are the options that decide the type of the result.
const { execa } = load<{ execa: typeof Execa<{}> }>("execa");
const { execa: byLine } = load<{ execa: typeof Execa<{ lines: true }> }>("execa");

const [version, files] = run(execa("node", ["--version"]), byLine("ls", [], { lines: true }));
version.stdout satisfies string;
files.stdout satisfies string[];
