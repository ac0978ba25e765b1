import { expectTypeOf } from "expect-type";
import { load, run, sync } from "miniasync";
import type { Metadata, OutputInfo } from "sharp";

const { default: sharp } = load<typeof import("sharp")>("sharp");
expectTypeOf(run(sharp("a.jpg").metadata())[0]).toEqualTypeOf<Metadata>();
const [bytes, info] = run(sharp("a.jpg").resize(9).toBuffer(), sharp("a.jpg").toFile("b.png"));
expectTypeOf(bytes).toExtend<Buffer>();
expectTypeOf(info).toEqualTypeOf<OutputInfo>();
expectTypeOf(sync(sharp)("a.jpg").png().toFile("b.png")).toEqualTypeOf<OutputInfo>();
