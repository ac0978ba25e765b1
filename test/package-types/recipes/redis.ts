import { load, run, sync } from "miniasync";
import type { createClient } from "redis";

// Without modules, functions and scripts of your own, version 3 of the protocol, no mapping of types: the defaults of redis.
const redis = load<{ createClient: typeof createClient<{}, {}, {}, 3, {}> }>("redis");

const [client] = run(redis.createClient({ url: "redis://localhost" }));
run(client.connect());
const [name, user] = run(client.get("name"), client.hGetAll("user"));
name satisfies string | null;
user satisfies Record<string, string>;
sync(client).incr("visits") satisfies number;
