import { coroutine, run, sleep } from "miniasync";

const sh = coroutine(async (command) => {
  const { exec } = await import("node:child_process");
  const { promisify } = await import("node:util");
  return (await promisify(exec)(command)).stdout;
});
const prefix = "said";

console.log(prefix, run(sh("echo hello"))[0].trim());

let done = 0;
function* wait(ms) {
  yield* sleep(ms);
  done++; // in this thread, with its variables; nothing else of the program runs meanwhile
}
run(...[30, 20].map(wait));
console.log(prefix, done);
