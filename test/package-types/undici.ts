import { expectTypeOf } from "expect-type";
import { type Handle, iterate, load, run, sync } from "miniasync";
import type { Agent, Response } from "undici";

const undici = load<typeof import("undici")>("undici");
const [answer] = run(undici.request("http://a.example", { method: "POST", body: "x" }));
expectTypeOf(answer.statusCode).toEqualTypeOf<number>();
expectTypeOf(run(answer.body.text(), answer.body.json())).toEqualTypeOf<[string, unknown]>();
for (const chunk of iterate(answer.body)) expectTypeOf(chunk).toBeAny();
expectTypeOf(run(undici.fetch("http://a.example"))[0]).toEqualTypeOf<Handle<Response>>();
expectTypeOf(sync(undici).fetch("http://a.example").text()).toEqualTypeOf<string>();
const [agent] = run(new undici.Agent({ connections: 2 }));
expectTypeOf(agent).toEqualTypeOf<Handle<Agent>>();
run(undici.request("http://a.example", { dispatcher: agent }), undici.setGlobalDispatcher(agent));
