import { coroutine, init, load, run, sleep } from "miniasync";

const own = load(new URL("/own.js", location.href));
const add = coroutine(async (one, other) => one + other);

function* both() {
  yield* sleep(1);
  return [yield* add(1, 2), yield* add(3, 4)];
}

const features = {
  generator: () => run(both())[0].join(),
  inline: () => run(add(1, 2))[0],
  "load-file": () => run(own.double(4))[0],
};

addEventListener("message", async () => {
  const lines = [];
  await init().catch((error) => lines.push(["init", `Error: ${error.message}`]));
  for (const [name, body] of Object.entries(features)) {
    try {
      lines.push([name, String(body())]);
    } catch (error) {
      lines.push([name, `Error: ${error.message}`]);
    }
  }
  postMessage(lines);
});
