import { parentPort } from "node:worker_threads";
import { coroutine, load, run } from "miniasync";

const words = coroutine(async () => "from the innermost thread");
parentPort.postMessage(run(words(), load("esm-package").name()));
