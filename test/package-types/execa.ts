// A result depends on options by conditional types: without them it is that of any options.
import type { Options, Result } from "execa";
import { expectTypeOf } from "expect-type";
import { load, type Remoted, run, sync } from "miniasync";

const execa = load<typeof import("execa")>("execa");
const [result] = run(execa.execa("ls", ["-l"]));
expectTypeOf(result).toEqualTypeOf<Remoted<Result<Options>>>();
expectTypeOf(result.exitCode).toEqualTypeOf<number | undefined>();
expectTypeOf(result.command).toEqualTypeOf<string>();
expectTypeOf(sync(execa).execa("ls").exitCode).toEqualTypeOf<number | undefined>();
expectTypeOf(run(execa.execaNode("x.js"))[0].failed).toEqualTypeOf<boolean>();
// @ts-expect-error No such option.
execa.execa("ls", { nope: true });
