import { coroutine, run, sync } from "miniasync";

const start = coroutine(async (first) => {
  class Counter {
    count = first;
    async add(n) {
      this.count += n;
      return { count: this.count, at: new Date(0) };
    }
  }
  return new Counter();
});

const counter = sync(run(start(10))[0]);

counter.add(2);
const { count, at } = counter.add(3);

console.log(count, at.getTime()); // a date is a date
console.log(counter.count);
