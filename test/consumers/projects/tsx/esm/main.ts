import { coroutine, load, run } from "miniasync";

const { work } = load<typeof import("./work")>("./work.ts", { from: import.meta.url });
const inline = coroutine(async (n: number) => {
  const module = await import("./work");
  return module.work(n);
});
console.log(JSON.stringify(run(work(1), inline(2))));
