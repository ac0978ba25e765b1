import { exec } from "node:child_process";
import deasync from "deasync";

const sh = deasync(exec);
const prefix = "said";

console.log(prefix, sh("echo hello").trim());

let done = 0;
for (const ms of [30, 20]) setTimeout(() => done++, ms);
deasync.loopWhile(() => done < 2); // other code of the program runs here, too
console.log(prefix, done);
