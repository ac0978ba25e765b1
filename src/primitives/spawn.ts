import { type Coroutine, requireCoroutine } from "../kernel/coroutine.ts";
import { runningLoop } from "../kernel/loop.ts";
import type { Task } from "../kernel/task.ts";

/** Options of `spawn()`. */
export interface SpawnOptions {
  /** The name of the task in messages and await stacks; default `Task-` and a number. */
  readonly name?: string | undefined;
}

/**
 * Start a coroutine as a task of its own, which runs beside the others from the next tick on (asyncio.create_task). Tasks start
 * in the order they were spawned. Tasks that are left when the run ends are cancelled and waited for.
 *
 * @param coroutine of which the task takes charge.
 * @param options.name what messages and await stacks call the task.
 * @returns the task, at once; `yield*` it for its result.
 * @throws TypeError when it is no coroutine, or has been run already.
 * @throws LoopError outside of any run.
 * @example
 * ```ts
 * import { run, sleep, spawn } from "miniasync";
 * run(
 *   (function* () {
 *     const task = spawn(sleep(5, "later"));
 *     console.log("meanwhile", yield* task);
 *   })(),
 * );
 * ```
 */
export function spawn<T>(coroutine: Coroutine<T>, options: SpawnOptions = {}): Task<T> {
  requireCoroutine(coroutine, "spawn(): the argument", spawn);
  return runningLoop(spawn).spawn(coroutine, options.name);
}
