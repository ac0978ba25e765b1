// What a caller chooses by a type argument is unknown here.
import type { AxiosResponse } from "axios";
import { expectTypeOf } from "expect-type";
import { load, run, sync } from "miniasync";

const axios = load<typeof import("axios")>("axios");
expectTypeOf(run(axios.default.get("x"))[0]).toBeUnknown();
(run(axios.default.get("x"))[0] as AxiosResponse<number>).data satisfies number;
expectTypeOf(run(axios.default.create({ baseURL: "x" }))[0].getUri).returns.not.toBeAny();
expectTypeOf(sync(axios).default.getUri({ url: "x" })).toEqualTypeOf<string>();
expectTypeOf(run(axios.default.isCancel(1))[0]).toEqualTypeOf<boolean>();
