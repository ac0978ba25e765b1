import { expectTypeOf } from "expect-type";
import type { Response } from "got";
import { load, type Remoted, run, sync } from "miniasync";

const { default: got } = load<typeof import("got")>("got");
expectTypeOf(run(got("x"))[0]).toEqualTypeOf<Remoted<Response<string>>>();
expectTypeOf(run(got.post("x", { json: {} }))[0].body).toEqualTypeOf<string>();
expectTypeOf(run(got("x", { responseType: "buffer" }))[0].body).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
expectTypeOf(run(got("x").text())[0]).toEqualTypeOf<string>();
expectTypeOf(run(got("x").json())[0]).toBeUnknown();
expectTypeOf(sync(got)("x").statusCode).toEqualTypeOf<number>();
