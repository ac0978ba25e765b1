/** A timeline of runs, tasks and calls, in the trace-event format, which viewers of traces open. */

/** What channels tell, as far as it is drawn. The same object comes from the beginning to the end. */
interface Told {
  readonly label: string;
  readonly task: string | undefined;
  readonly thread: number;
  readonly async?: boolean;
  readonly waiting?: string | undefined;
  readonly error?: unknown;
}

/** An event of the format. Times are microseconds. */
interface TraceEvent {
  readonly name?: string;
  readonly ph: "B" | "E" | "M" | "i" | "s" | "f";
  readonly ts: number;
  readonly tid: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: "e";
  readonly s?: "t";
  readonly args?: object;
}

/** In this order from the top. */
type Group = "caller" | "runAsync" | "task" | "thread";
const groups: readonly Group[] = ["caller", "runAsync", "task", "thread"];

/** So many tracks of one group have places of their own in that order. */
const mostInOrder = 100_000;

/** A row of the timeline, on which slices lie side by side, or within each other. */
class Track {
  readonly id: number;
  readonly name: string;
  /** The slices that have begun and not ended. Some viewers find their ends by all of this. */
  readonly open: Pick<TraceEvent, "name" | "cat" | "args">[] = [];

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
  }
}

/** Draws what channels tell. */
export class Timeline {
  readonly #write: (event: string) => void;
  readonly #now: () => number;
  readonly #place: () => string | undefined;
  readonly #pid: number;
  readonly #tracks: Track[] = [];
  /** Tracks that nothing lies on at this moment, by their name. */
  readonly #free = new Map<string, Track[]>();
  readonly #used = new WeakMap<Told, Track>();
  readonly #caller: Track;
  #flows = 0;

  /**
   * @param write called with each event, as JSON.
   * @param now the time, in microseconds.
   * @param place the line of the program that has led here, if there is one.
   */
  constructor(write: (event: string) => void, pid: number, now: () => number, place: () => string | undefined) {
    this.#write = write;
    this.#now = now;
    this.#place = place;
    this.#pid = pid;
    this.#put({ name: "process_name", ph: "M", ts: 0, tid: 0, args: { name: "miniasync" } });
    this.#caller = this.#take("caller", "caller");
  }

  runBegins(run: Told): void {
    const track = run.async ? this.#takeFor(run, "runAsync", "runAsync") : this.#caller;
    this.#begin(track, "run", run.label, { at: this.#place(), task: run.task });
  }

  runEnds(run: Told): void {
    this.#end(run.async ? this.#leave(run) : this.#caller, run);
  }

  turnBegins(task: Told): void {
    let track = this.#used.get(task);
    if (track === undefined) {
      track = this.#takeFor(task, "task", task.label);
      this.#begin(track, "task", task.label);
    } else if (track.open.length > 1) this.#end(track);
    this.#begin(this.#caller, "turn", task.label);
  }

  turnEnds(task: Told): void {
    this.#end(this.#caller);
    const track = this.#used.get(task);
    if (track !== undefined && task.waiting !== undefined) this.#begin(track, "wait", task.waiting);
  }

  taskEnds(task: Told): void {
    this.#end(this.#leave(task), task);
  }

  callBegins(call: Told): void {
    const id = ++this.#flows;
    const track = this.#takeFor(call, "thread", `thread ${call.thread}`);
    this.#begin(track, "call", call.label, { at: this.#place(), task: call.task });
    // An arrow from the turn that calls.
    if (this.#caller.open.length > 0) {
      this.#put({ name: "call", cat: "call", ph: "s", id, ts: this.#time(), tid: this.#caller.id });
      this.#put({ name: "call", cat: "call", ph: "f", bp: "e", id, ts: this.#time(), tid: track.id });
    }
  }

  callEnds(call: Told): void {
    this.#end(this.#leave(call), call);
  }

  /** End what has not ended. */
  finish(): void {
    for (const track of this.#tracks) while (track.open.length > 0) this.#end(track);
  }

  #begin(track: Track, cat: string, name: string, args?: object): void {
    const slice = { name, cat, ...(args && { args }) };
    track.open.push(slice);
    this.#put({ ...slice, ph: "B", ts: this.#time(), tid: track.id });
  }

  #end(track: Track | undefined, told: Told | undefined = undefined): void {
    const slice = track?.open.pop();
    if (track === undefined || slice === undefined) return;
    const at = { ts: this.#time(), tid: track.id };
    if (told !== undefined && "error" in told)
      this.#put({ name: nameOf(told.error), cat: "error", ph: "i", s: "t", ...at });
    this.#put({ ...slice, ph: "E", ...at });
  }

  #takeFor(told: Told, group: Group, name: string): Track {
    const track = this.#take(group, name);
    this.#used.set(told, track);
    return track;
  }

  /** A track of this name that nothing lies on. */
  #take(group: Group, name: string): Track {
    const free = this.#free.get(name)?.shift();
    if (free !== undefined) return free;
    const id = this.#tracks.length + 1;
    const track = new Track(id, name);
    const same = this.#tracks.filter((other) => other.name === name).length;
    this.#tracks.push(track);
    const shown = same === 0 ? name : `${name} (${same + 1})`;
    this.#put({ name: "thread_name", ph: "M", ts: 0, tid: id, args: { name: shown } });
    const order = groups.indexOf(group) * mostInOrder + id;
    this.#put({ name: "thread_sort_index", ph: "M", ts: 0, tid: id, args: { sort_index: order } });
    return track;
  }

  /** The track of something that ends now, and is left to others. */
  #leave(told: Told): Track | undefined {
    const track = this.#used.get(told);
    if (track === undefined) return undefined;
    this.#used.delete(told);
    const free = this.#free.get(track.name);
    if (free === undefined) this.#free.set(track.name, [track]);
    else free.push(track);
    return track;
  }

  #time(): number {
    return Math.round(this.#now() * 1000) / 1000;
  }

  #put(event: TraceEvent): void {
    this.#write(JSON.stringify({ ...event, pid: this.#pid }));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
