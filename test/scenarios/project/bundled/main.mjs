// The same for bundlers that take JavaScript only: two kinds of calls show that the thread is there.
import { coroutine, load, run } from "miniasync";

const near = load("near");
const add = coroutine(async (one, other) => one + other);
console.log(JSON.stringify(run(add(1, 2), near.where())));
