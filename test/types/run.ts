import { expectTypeOf } from "expect-type";
import { run, sleep } from "miniasync";

expectTypeOf(run(sleep(1, "one"), sleep(1, 2))).toEqualTypeOf<[string, number]>();

// @ts-expect-error A promise can never settle while the thread blocks.
run(Promise.resolve(1));

// @ts-expect-error A function that was not called.
run(function* () {});

// @ts-expect-error A string is iterable, but nothing to run.
run("one");
