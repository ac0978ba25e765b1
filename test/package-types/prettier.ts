import { expectTypeOf } from "expect-type";
import { load, run, sync } from "miniasync";
import type { CursorResult, Options } from "prettier";

const prettier = load<typeof import("prettier")>("prettier");
expectTypeOf(run(prettier.format("x", { parser: "babel" }))[0]).toEqualTypeOf<string>();
expectTypeOf(run(prettier.formatWithCursor("x", { cursorOffset: 0 }))[0]).toEqualTypeOf<CursorResult>();
expectTypeOf(sync(prettier).check("x")).toEqualTypeOf<boolean>();
expectTypeOf(sync(prettier).resolveConfig("x")).toEqualTypeOf<Options | null>();
expectTypeOf(sync(prettier).version).toEqualTypeOf<string>();
