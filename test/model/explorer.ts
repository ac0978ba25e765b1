/** Where a model thread stands: the name of the place, and if it may have to wait there, until when. */
type Place = string | { readonly at: string; readonly ready: () => boolean };

/**
 * A thread of a model: a generator that yields before every access to shared memory, so that what it does between two yields is
 * one step. All that it knows at a yield must be in `local`: two states are the same when memory, locals and places are.
 */
export type ModelThread<Memory> = (memory: Memory, local: Record<string, unknown>) => Generator<Place, void, void>;

export interface Model<Memory> {
  readonly memory: () => Memory;
  readonly threads: Readonly<Record<string, ModelThread<Memory>>>;
  /** Throws if the state in which all threads have ended is not what it should be. */
  readonly atEnd?: (memory: Memory) => void;
}

export interface Exploration {
  readonly states: number;
  /** Steps, by thread, that end badly; undefined when no order of steps does. */
  readonly failure: { readonly schedule: readonly string[]; readonly reason: string } | undefined;
}

interface RunningThread {
  readonly name: string;
  readonly local: Record<string, unknown>;
  readonly generator: Generator<Place, void, void>;
  place: Place | undefined;
}

/** Tries every interleaving of the steps of all threads, depth first, each state once. */
export function explore<Memory>(model: Model<Memory>): Exploration {
  const seen = new Set<string>();
  const stack: (readonly string[])[] = [[]];
  for (let schedule = stack.pop(); schedule !== undefined; schedule = stack.pop()) {
    try {
      const { memory, threads } = replay(model, schedule);
      const key = JSON.stringify([memory, threads.map(({ local, place }) => [local, nameOf(place)])]);
      if (seen.has(key)) continue;
      seen.add(key);
      const unfinished = threads.filter(({ place }) => place !== undefined);
      const able = unfinished.filter(({ place }) => typeof place !== "object" || place.ready());
      for (const { name } of able) stack.push([...schedule, name]);
      if (unfinished.length === 0) model.atEnd?.(memory);
      else if (able.length === 0)
        throw new Error(`${unfinished.map(({ name }) => name).join(" and ")} can never go on`);
    } catch (error) {
      return { states: seen.size, failure: { schedule, reason: (error as Error).message } };
    }
  }
  return { states: seen.size, failure: undefined };
}

/** Generators cannot be copied: a state is reached by doing again what led to it. */
function replay<Memory>(
  model: Model<Memory>,
  schedule: readonly string[],
): { memory: Memory; threads: RunningThread[] } {
  const memory = model.memory();
  const threads = Object.entries(model.threads).map(([name, body]): RunningThread => {
    const local = {};
    return { name, local, generator: body(memory, local), place: "the start" };
  });
  for (const name of schedule) {
    const thread = threads.find((one) => one.name === name) as RunningThread;
    const { done, value } = thread.generator.next();
    thread.place = done ? undefined : (value as Place);
  }
  return { memory, threads };
}

function nameOf(place: Place | undefined): string {
  return typeof place === "object" ? place.at : (place ?? "the end");
}
