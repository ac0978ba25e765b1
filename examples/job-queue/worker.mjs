// A machine that does jobs: node worker.mjs NAME PORT. Prints a line when it is ready. It ends when its standard input does, and so
// with whoever started it.
import { Worker } from "bullmq";

const [name = "worker", port] = process.argv.slice(2);

/** The prime factors of a number, by trying all. @param {number} number */
function factor(number) {
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${number} is no natural number`);
  const factors = [];
  let rest = number;
  for (let divisor = 2; divisor * divisor <= rest; divisor++) {
    for (; rest % divisor === 0; rest /= divisor) factors.push(divisor);
  }
  return rest > 1 ? [...factors, rest] : factors;
}

const worker = new Worker("factors", async ({ data }) => factor(data.number), {
  name,
  connection: { host: "127.0.0.1", port: Number(port) },
  // A worker that has said nothing for two seconds is taken for dead, and its job is given to another one. However often: a busy
  // machine may be silent that long, too.
  lockDuration: 2000,
  stalledInterval: 1000,
  maxStalledCount: 100,
});
// It says so when its server is gone or its job was given away, and goes on.
worker.on("error", () => {});
await worker.waitUntilReady();
console.log("ready");
process.stdin.resume().on("end", () => process.exit());
