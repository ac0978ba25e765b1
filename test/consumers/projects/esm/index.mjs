import { run, sleep } from "miniasync";
import { VirtualClock } from "miniasync/testing";

console.log(run(sleep(2, "one"), sleep(1, "two")), typeof VirtualClock);
