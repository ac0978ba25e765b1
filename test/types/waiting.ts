// What waits and what is waited for: deadlines, futures, exit stacks.
// biome-ignore-all lint/correctness/noUnusedFunctionParameters: only their types matter
import {
  asCompleted,
  type Coroutine,
  type Deadline,
  type ExitStack,
  exitStack,
  Future,
  loop,
  moveOnAfter,
  Queue,
  run,
  runAsync,
  sleep,
  spawn,
  type Task,
  TimeoutError,
  taskGroup,
  timeout,
  timeoutAt,
} from "miniasync";

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const eq = <A, B>(_: Eq<A, B>) => {};

function* main() {
  const plain = yield* timeout(5, sleep(1, "text"));
  eq<typeof plain, string>(true);
  const bodied = yield* timeout(5, function* (deadline) {
    eq<typeof deadline, Deadline>(true);
    deadline.reschedule(5);
    // @ts-expect-error: its time is changed by reschedule()
    deadline.when = 5;
    yield* sleep(1);
    return 5;
  });
  eq<typeof bodied, number>(true);
  const at = yield* timeoutAt(5, () => sleep(1, "text"));
  eq<typeof at, string>(true);
  const maybe = yield* moveOnAfter(5, sleep(1, "text"));
  eq<typeof maybe, string | undefined>(true);
  // @ts-expect-error: a body gives a coroutine
  timeout(5, () => 5);

  const future = new Future<string>();
  future.setResult("text");
  // @ts-expect-error: not its type
  future.setResult(5);
  future.setException(new Error());
  future.addDoneCallback((done) => {
    eq<typeof done, Future<string>>(true);
  });
  eq<ReturnType<typeof future.removeDoneCallback>, number>(true);
  const result = yield* future;
  eq<typeof result, string>(true);
  future satisfies Coroutine<string>;

  const task = spawn(sleep(1, 5));
  task.addDoneCallback((done: Task<number>) => done.result().toFixed());
  // @ts-expect-error: a task ends as its coroutine does
  task.setResult(5);

  const stacked = yield* exitStack(function* (stack) {
    eq<typeof stack, ExitStack>(true);
    stack.defer(() => sleep(1));
    stack.defer(() => {});
    // @ts-expect-error: a function that makes it
    stack.defer(sleep(1));
    const value = stack.adopt({ port: 80 }, ({ port }) => sleep(port));
    eq<typeof value, { port: number }>(true);
    return value.port;
  });
  eq<typeof stacked, number>(true);

  yield* taskGroup(function* (group) {
    group.cancel();
  });
  for (const next of asCompleted([sleep(1, "text"), sleep(1, 5)], { timeout: 5 })) {
    const first = yield* next;
    eq<typeof first, string | number>(true);
  }
  new Queue<string>().shutdown(true);
}

run(main(), { cleanupGrace: 5 });
void runAsync(main(), { cleanupGrace: 5 });
loop({ cleanupGrace: 5 }).close();
// @ts-expect-error: milliseconds
run(main(), { cleanupGrace: "5" });
eq<TimeoutError["tasks"][number]["name"], string>(true);
// @ts-expect-error: it is read only
new TimeoutError().tasks = [];
