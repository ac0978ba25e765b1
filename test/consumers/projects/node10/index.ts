import { run, sleep } from "miniasync";
import { VirtualClock } from "miniasync/testing";

declare const console: { log(...values: unknown[]): void };

const results: [string, string] = run(sleep(2, "one"), sleep(1, "two"));
// @ts-expect-error The results are strings.
const wrong: [number, string] = results;
console.log(wrong, typeof VirtualClock);
