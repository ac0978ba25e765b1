import { fileURLToPath } from "node:url";
import rpc from "sync-rpc";

const counter = rpc(fileURLToPath(new URL("./counter.cjs", import.meta.url)), 10);

counter({ add: 2 });
const { count, at } = counter({ add: 3 });

console.log(count, new Date(at).getTime()); // a date has become text
console.log(counter("count"));
