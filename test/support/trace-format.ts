/** An event of the trace-event format, as a viewer reads it. */
export interface ReadEvent {
  readonly name?: string;
  readonly cat?: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly id?: number;
  readonly s?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A slice of a track: from `begin` to `end`, in microseconds, at a depth. */
export interface Slice {
  readonly track: string;
  readonly name: string;
  readonly cat: string;
  readonly depth: number;
  readonly begin: number;
  readonly end: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Reads a trace as the format defines it. @throws Error for the first event that it does not allow. */
export function readTrace(text: string): {
  events: readonly ReadEvent[];
  tracks: readonly string[];
  slices: readonly Slice[];
} {
  const events = JSON.parse(text) as readonly ReadEvent[];
  const tracks = new Map<number, string>();
  const open = new Map<number, ReadEvent[]>();
  const flows = new Map<number, ReadEvent>();
  const slices: Slice[] = [];
  const errors = new Map<ReadEvent, { readonly error: string | undefined }>();
  let last = 0;
  const [pid] = new Set(events.map((event) => event.pid));
  for (const event of events) {
    const { name, ph, ts, tid, id, args = {} } = event;
    const refuse = (why: string): never => {
      throw new Error(`${why}: ${JSON.stringify(event)}`);
    };
    if (event.pid !== pid || !Number.isInteger(pid)) refuse("Another process");
    if (!Number.isInteger(tid) || !Number.isFinite(ts) || ts < 0) refuse("No number");
    if (ph === "M") {
      if (name === "thread_name") {
        if (tracks.has(tid)) refuse("Named twice");
        tracks.set(tid, String(args.name));
      } else if (name === "thread_sort_index" ? !Number.isInteger(args.sort_index) : name !== "process_name")
        refuse("Unknown");
      continue;
    }
    const track = tracks.get(tid) ?? refuse("A track without a name");
    if (ts < last) refuse("Back in time");
    last = ts;
    const stack = open.get(tid) ?? [];
    open.set(tid, stack);
    if (ph === "B") {
      if (typeof name !== "string" || name === "" || typeof event.cat !== "string") refuse("No name");
      stack.push(event);
    } else if (ph === "E") {
      const begun = stack.pop() ?? refuse("An end without a beginning");
      // Viewers look for the beginning by these.
      const { ph: _, ts: __, ...of } = event;
      const { ph: ___, ts: ____, ...by } = begun;
      if (JSON.stringify(of) !== JSON.stringify(by)) refuse(`The end of another slice than ${JSON.stringify(begun)}`);
      slices.push({
        track,
        name: begun.name ?? "",
        cat: begun.cat ?? "",
        depth: stack.length,
        begin: begun.ts,
        end: ts,
        args: { ...args, ...errors.get(begun) },
      });
    } else if (ph === "i") {
      const slice = stack.at(-1);
      if (slice === undefined || event.cat !== "error" || event.s !== "t") refuse("A mark of nothing");
      else errors.set(slice, { error: name });
    } else if (ph === "s") {
      if (id === undefined || flows.has(id) || stack.length === 0) refuse("No arrow can begin here");
      flows.set(Number(id), event);
    } else if (ph === "f") {
      if (!flows.delete(Number(id)) || stack.length === 0) refuse("No arrow can end here");
    } else refuse("Unknown phase");
  }
  const left = [...open.values()].flat();
  if (left.length > 0 || flows.size > 0) throw new Error(`Not ended: ${JSON.stringify([...left, ...flows.values()])}`);
  return { events, tracks: [...tracks.values()], slices };
}
