/**
 * A caller, two threads, a group of threads over which calls are spread, and three loops, for test/model/liveness.test.ts. The threads are simulated down to their event loops, so
 * that this file knows by itself who may still act. It learns what a thread was given from the messages that were posted to it, and
 * never asks the code under test. The programs in the threads are any programs: an event loop that is not empty may do whatever a
 * thread can do.
 */
import {
  type AdaptedCall,
  AdaptedCaller,
  type AdaptedLoop,
  type AdaptedThread,
  groupSize,
  type Reply,
  type Request,
} from "./liveness-adapter.ts";

/** The argument of a call: nothing, or a function. */
export type Passed = "nothing" | "plain 0" | "plain 1" | "generator";

/** Numbers pick one of what there is at that moment. */
export type Action =
  | { readonly do: "call"; readonly loop: number; readonly thread: number; readonly pass: Passed }
  | { readonly do: "call in vain"; readonly loop: number; readonly thread: number; readonly pass: Passed; by: Refuser }
  | { readonly do: "spread"; readonly loop: number; readonly pass: Passed }
  | { readonly do: "cancel"; readonly call: number }
  | { readonly do: "abandon"; readonly loop: number }
  | { readonly do: "close"; readonly loop: number }
  | { readonly do: "park"; readonly loop: number; readonly timer: boolean }
  | { readonly do: "read"; readonly thread: number; readonly meanwhile: readonly Action[] }
  | { readonly do: "receive"; readonly thread: number }
  | { readonly do: "reply"; readonly thread: number; readonly call: number; readonly ok: boolean }
  | { readonly do: "call back"; thread: number; callback: number; inside: readonly Action[]; gives: Gives }
  | { readonly do: "forget"; readonly thread: number; readonly callback: number }
  | { readonly do: "run empty"; readonly thread: number }
  | { readonly do: "time passes" }
  | { readonly do: "die"; readonly thread: number; readonly silently: boolean };
type Refuser = "encoding" | "posting";
/** The result of a plain callback: nothing, a function, or a function beside what cannot be sent. */
type Gives = "nothing" | "a function" | "in vain";

const loops = 3;
const threads = 2;
/** Numbers of things from here on are those of calls of the group. */
const firstToken = 100;
/** One loop has a clock of its own, which may go on only when nobody else can act. */
const virtualLoop = 2;
/** Longer than the caller lets pass between two looks at whether a thread lives, and than it waits for an answer to a ping. */
const longTime = 300;

interface ModelLoop {
  readonly real: AdaptedLoop;
  readonly name: string;
  driving: boolean;
  closed: boolean;
}

interface ModelCall {
  readonly real: AdaptedCall;
  readonly loop: ModelLoop;
  /** Undefined until a thread of the group has it. */
  thread: ModelThread | undefined;
  waiting: boolean;
}

/** A function that a thread has, or that is on its way there. */
interface Held {
  readonly arrivals: number;
  /** The loop that a generator function becomes a task of: the one that it was passed in last. Undefined for a plain function. */
  readonly owner: ModelLoop | undefined;
}

/** A plain callback as it will be served. */
interface Script {
  readonly thread: ModelThread;
  readonly inside: readonly Action[];
  readonly gives: Gives;
}

type CallbackNode = { readonly kind: "callback"; readonly id: number; readonly generator: boolean };

/** A thread as it is. */
class ModelThread {
  readonly real: AdaptedThread;
  readonly name: string;
  alive = true;
  /** Its event loop is not known to be empty: its program may do anything. */
  awake = true;
  /** How many of the requests that were posted it has taken in. */
  seen = 0;
  /** Calls that came while it stood still. */
  deferred: Request[] = [];
  /** Calls that it has begun. */
  readonly begun = new Set<number>();
  readonly held = new Map<number, Held>();
  readonly calls = new Map<number, ModelCall>();
  /** The number of the callback that it stands still for. */
  standing: number | undefined;
  /** That callback is running. */
  served = false;
  callbacks = 0;

  constructor(real: AdaptedThread, name: string) {
    this.real = real;
    this.name = name;
    this.says({ kind: "ready" });
  }

  says(reply: Reply): void {
    this.real.end.says(reply);
  }

  get inFlight(): number {
    return this.real.knownDead ? 0 : this.real.end.replies.length;
  }

  get unseen(): readonly Request[] {
    return this.real.end.posted.slice(this.seen);
  }

  /** It stands still, and no answer is on its way. */
  get stuck(): boolean {
    return this.standing !== undefined && !this.unseen.some((it) => it.kind === "answer" && it.call === this.standing);
  }

  /** Whether it may act, or might when it died. */
  get mightAct(): boolean {
    return !this.stuck && (this.awake || this.unseen.length > 0);
  }

  get canAct(): boolean {
    return this.alive && this.mightAct;
  }

  /**
   * A thread that stands still answers reads and aborts calls; a getter or a listener there may call back. Whether the caller
   * counts on that is left open, until the thread has taken the request in.
   */
  get mayBeStirred(): boolean {
    return this.stuck && this.unseen.some(({ kind }) => kind === "read" || kind === "abort");
  }

  /** All functions it has or will have when it has taken in all. */
  holdings(): Map<number, Held> {
    const held = new Map(this.held);
    for (const request of [...this.deferred, ...this.unseen]) this.learn(request, held);
    return held;
  }

  learn(request: Request, held: Map<number, Held> = this.held): void {
    const nodes = "nodes" in request ? (request.nodes ?? []) : [];
    for (const node of nodes as readonly (CallbackNode | { readonly kind: "" })[]) {
      if (node.kind !== "callback") continue;
      const owner = node.generator && "id" in request ? this.calls.get(request.id)?.loop : undefined;
      held.set(node.id, { arrivals: (held.get(node.id)?.arrivals ?? 0) + 1, owner });
    }
  }

  /** Take in what was posted. */
  receive(): void {
    for (const request of this.unseen) {
      this.seen++;
      this.#handle(request);
    }
    if (this.standing === undefined) for (const call of this.deferred.splice(0)) this.#handle(call);
  }

  #handle(request: Request): void {
    if (request.kind === "answer" && request.call === this.standing) this.standing = undefined;
    if ((request.kind === "invoke" || request.kind === "begun") && this.standing !== undefined) {
      this.deferred.push(request);
      return;
    }
    this.awake = true;
    this.learn(request);
    if (request.kind === "invoke") this.begun.add(request.id);
    else if (request.kind === "read") this.says({ kind: "return", id: request.id, value: "read" });
    else if (request.kind === "ping") this.says({ kind: "pong", id: request.id });
    else if (request.kind === "begun") this.says(request);
    else if (request.kind === "abort") this.#drop(request.call);
  }

  /** A call that has not begun need not begin. */
  #drop(call: number): void {
    const index = this.deferred.findIndex((it) => "id" in it && it.id === call);
    if (index < 0) return;
    this.deferred.splice(index, 1);
    this.says({ kind: "throw", id: call, value: "aborted" });
  }
}

export class World {
  readonly caller = new AdaptedCaller();
  readonly #loops: ModelLoop[] = [];
  readonly #threads: ModelThread[] = [];
  /** Those of the group that the caller does not know to be dead. */
  #group: ModelThread[] = [];
  readonly #calls: ModelCall[] = [];
  readonly #spread: ModelCall[] = [];
  readonly #scripts: Script[] = [];
  readonly #functions: Record<Exclude<Passed, "nothing">, unknown>;
  /** For each that blocks, the innermost last: the observer of its sleep. */
  readonly #sleepers: (() => void)[] = [];
  readonly #virtual = { time: 0, advances: () => {} };
  #made = 0;
  /** A generator function may have been called while no loop ran: it waits for the next that runs, whichever that is. */
  #early = false;
  /** The first thing that is wrong. Kept, since an error that is thrown in a callback would be sent to the thread. */
  failure: string | undefined;

  constructor() {
    const plain = (script: number): unknown => this.#serve(script);
    this.#functions = {
      "plain 0": (script: number) => plain(script),
      "plain 1": (script: number) => plain(script),
      generator: function* () {},
    };
    this.caller.started = (real) => this.#startedInGroup(real);
    for (let i = 0; i < loops; i++) this.#loops.push(this.#makeLoop(i));
    for (let i = 0; i < threads; i++) this.#threads.push(this.#startThread(i));
  }

  #makeLoop(index: number): ModelLoop {
    const clock = {
      now: () => this.#virtual.time,
      advanceTo: (to: number) => {
        this.#virtual.advances();
        this.#virtual.time = to;
      },
    };
    const real = this.caller.makeLoop(index === virtualLoop ? clock : undefined);
    return { real, name: `loop ${index}`, driving: false, closed: false };
  }

  #startThread(index: number): ModelThread {
    return new ModelThread(this.caller.startThread(), `thread ${index}${this.#made++ < threads ? "" : " (another)"}`);
  }

  #startedInGroup(real: AdaptedThread): void {
    const thread = new ModelThread(real, `thread ${this.#made++ < threads ? "" : "(another) "}of the group`);
    this.#group.push(thread);
    real.sent = (request) => {
      const call = request.kind === "invoke" ? this.#spread[request.handle - firstToken] : undefined;
      if (call === undefined || request.kind !== "invoke") return;
      if (call.thread !== undefined) this.#fail("a call was given to two threads");
      if (!call.waiting) this.#fail("a call was begun that had been cancelled");
      call.thread = thread;
      thread.calls.set(request.id, call);
    };
  }

  get #all(): readonly ModelThread[] {
    return [...this.#threads, ...this.#group];
  }

  /** The thread that an action is about: the last ones are those of the group. */
  #thread(action: Action): ModelThread | undefined {
    return "thread" in action ? this.#all[action.thread] : undefined;
  }

  #fail(what: string): void {
    this.failure ??= `${what}\n${this.#describe()}`;
  }

  #describe(): string {
    const lines = this.#all.map((it) => {
      const holdings = [...it.holdings()].map(([id, { owner }]) => `${id}${owner ? ` of ${owner.name}` : ""}`);
      const waiting = this.#calls.filter((call) => call.thread === it && call.waiting).map(({ loop }) => loop.name);
      return `  ${it.name}: ${!it.alive ? "dead" : it.stuck ? "stands still" : it.canAct ? "may act" : "asleep"}; calls of [${waiting}], callbacks [${holdings}], ${it.unseen.length} requests and ${it.inFlight} replies on their way`;
    });
    const waiting = this.#calls.filter((call) => call.thread === undefined && call.waiting);
    if (waiting.length > 0) lines.push(`  calls of [${waiting.map(({ loop }) => loop.name)}] wait for a thread`);
    return lines.join("\n");
  }

  /** Whether anybody may still wake a coroutine of `loop`: "open" where both answers are right. */
  mayWake(loop: ModelLoop): "yes" | "no" | "open" {
    let open = false;
    if (this.#waitsInVain(loop)) return "yes";
    for (const thread of this.#concerned(loop)) {
      // One that has died without a word still has its death to tell. Whether also when it was asleep is left open.
      if (thread.mightAct) return "yes";
      if (thread.mayBeStirred || !thread.alive) open = true;
    }
    return open ? "open" : "no";
  }

  /** Whether a call waits though a thread has begun all that it was given, has said so, and could begin this one. */
  #waitsInVain(loop: ModelLoop): boolean {
    if (!this.#calls.some((call) => call.thread === undefined && call.loop === loop && call.waiting)) return false;
    return this.#group.some(
      (thread) => thread.alive && thread.standing === undefined && !thread.mightAct && thread.inFlight === 0,
    );
  }

  /** The threads that have a call of a loop, or a function that may wake it: any plain one, or one that becomes a task of it. */
  #concerned(loop: ModelLoop): ModelThread[] {
    const has = (call: ModelCall, thread: ModelThread): boolean =>
      call.thread === thread || (call.thread === undefined && this.#group.includes(thread));
    return this.#all.filter(
      (thread) =>
        !thread.real.knownDead &&
        (this.#calls.some((call) => has(call, thread) && call.loop === loop && call.waiting) ||
          [...thread.holdings().values()].some(({ owner }) => owner === undefined || owner === loop || owner.closed)),
    );
  }

  /** The caller blocks: in the place of Atomics.wait. */
  sleep(): void {
    for (const { inFlight, name } of this.#all) if (inFlight > 0) this.#fail(`sleeps, though ${name} has sent`);
    this.#sleepers.at(-1)?.();
    // Time passes while a death is waited for.
    if (this.#all.some(({ alive, real }) => !alive && !real.knownDead)) this.#timePasses();
  }

  /** Those who live answer in time whatever they are asked. */
  #timePasses(): void {
    for (const thread of this.#all) if (thread.alive) thread.receive();
    this.caller.clock.now += longTime;
  }

  /** @returns whether it can be done now. */
  can(action: Action): boolean {
    const thread = this.#thread(action);
    const loop = "loop" in action ? (this.#loops[action.loop] as ModelLoop) : undefined;
    if (loop?.driving || ("thread" in action && thread === undefined)) return false;
    switch (action.do) {
      case "call":
      case "call in vain":
        return !thread?.served; // That is a LoopError, which says so.
      case "spread":
        return this.#group.length < groupSize || this.#group.some(({ served }) => !served); // The same.
      case "cancel":
        return this.#waiting().length > 0;
      case "read":
        return !thread?.real.knownDead;
      case "receive":
        return thread?.alive === true && thread.unseen.length > 0;
      case "reply":
      case "call back":
        if (!thread?.canAct) return false;
        thread.receive();
        return (action.do === "reply" ? thread.begun : thread.held).size > 0;
      case "forget":
        return thread?.alive === true && thread.standing === undefined && thread.held.size > 0;
      case "run empty":
        return thread?.canAct === true;
      case "die":
        return thread?.alive === true && thread.standing === undefined;
      default:
        return true;
    }
  }

  perform(action: Action): void {
    if (this.failure !== undefined || !this.can(action)) return;
    this.#perform(action);
    this.#takeNote();
  }

  #perform(action: Action): void {
    const loop = "loop" in action ? (this.#loops[action.loop] as ModelLoop) : undefined;
    const thread = this.#thread(action);
    switch (action.do) {
      case "call":
      case "call in vain":
        return this.#inside(loop as ModelLoop, () => this.#call(action, loop as ModelLoop));
      case "spread":
        return this.#inside(loop as ModelLoop, () => this.#callAny(action.pass, loop as ModelLoop));
      case "cancel":
        return this.#cancel(pick(this.#waiting(), action.call));
      case "abandon":
        return loop?.real.abandonStrays();
      case "close":
        return this.#close(action.loop);
      case "park":
        return this.#park(loop as ModelLoop, action.timer);
      case "read":
        return this.#read(thread as ModelThread, [...action.meanwhile]);
      case "receive":
        return thread?.receive();
      case "reply":
        return this.#reply(thread as ModelThread, action.call, action.ok);
      case "call back":
        return this.#callBack(thread as ModelThread, action);
      case "forget":
        return this.#forget(thread as ModelThread, action.callback);
      case "run empty":
        return this.#runEmpty(thread as ModelThread);
      case "time passes":
        return this.#timePasses();
      case "die":
        return this.#die(thread as ModelThread, action.silently);
      default:
        action satisfies never;
    }
  }

  /** The caller may have learnt of a death. */
  #takeNote(): void {
    this.#threads.forEach((thread, index) => {
      if (!thread.real.knownDead || thread.served) return;
      if (thread.alive) this.#fail(`${thread.name} was ended, though it lives`);
      for (const call of this.#calls) if (call.thread === thread) call.waiting = false;
      this.#threads[index] = this.#startThread(index);
    });
    for (const thread of this.#group) {
      if (!thread.real.knownDead) continue;
      if (thread.alive) this.#fail(`${thread.name} was ended, though it lives`);
      for (const call of this.#calls) if (call.thread === thread) call.waiting = false;
    }
    this.#group = this.#group.filter(({ real, served }) => !real.knownDead || served);
  }

  #callAny(pass: Passed, loop: ModelLoop): void {
    const args = pass === "nothing" ? [] : [this.#functions[pass]];
    const call = { loop, thread: undefined, waiting: true } as unknown as ModelCall;
    const token = firstToken + this.#spread.push(call) - 1;
    this.#calls.push(call);
    try {
      Object.assign(call, { real: this.caller.spread(loop.real, args, token) });
    } catch (error) {
      this.#fail(`a call was refused: ${String(error)}`);
    }
  }

  #waiting(): ModelCall[] {
    return this.#calls.filter(({ waiting }) => waiting);
  }

  #inside(loop: ModelLoop, body: () => void): void {
    loop.driving = true;
    try {
      loop.real.inside(body);
    } finally {
      loop.driving = false;
    }
  }

  #call(action: Extract<Action, { do: "call" | "call in vain" }>, loop: ModelLoop): void {
    const args = action.pass === "nothing" ? [] : [this.#functions[action.pass]];
    // Here, since a death may have been found at the beginning of the turn.
    const thread = this.#thread(action) as ModelThread;
    if (thread.real.knownDead) return;
    if (action.do === "call in vain") args.push(this.caller.unsendable(action.by));
    try {
      const real = this.caller.call(loop.real, thread.real, args);
      const call: ModelCall = { real, loop, thread, waiting: action.do === "call" };
      thread.calls.set(real.id, call);
      this.#calls.push(call);
    } catch (error) {
      if (action.do === "call") this.#fail(`a call was refused: ${String(error)}`);
    }
  }

  #cancel(call: ModelCall): void {
    call.waiting = false;
    call.real.cancel("enough");
  }

  #close(index: number): void {
    const loop = this.#loops[index] as ModelLoop;
    this.#inside(loop, () => {
      for (const call of this.#waiting()) if (call.loop === loop) this.#cancel(call);
    });
    if (!loop.real.close()) return;
    loop.closed = true;
    this.#loops[index] = this.#makeLoop(index);
  }

  #park(loop: ModelLoop, timer: boolean): void {
    const outer = this.#virtual.advances;
    const inVirtual = loop === this.#loops[virtualLoop];
    const early = this.#early;
    this.#early = false;
    let arrivals = 0;
    let happened = false;
    let dying: ModelThread[] = [];
    const nothingCan = (says: string): void => {
      if (this.mayWake(loop) === "yes")
        this.#fail(`${loop.name} ${says} that nothing can happen, but somebody may act`);
    };
    this.#virtual.advances = () => {
      happened = true;
      nothingCan("lets its time go on, and takes it");
    };
    this.#sleepers.push(() => {
      happened = true;
      dying = this.#concerned(loop).filter(({ alive }) => !alive);
      if (timer && !inVirtual) return;
      if (this.mayWake(loop) === "no") this.#fail(`${loop.name} waits for ever: nobody can act`);
    });
    loop.driving = true;
    try {
      loop.real.park(
        timer,
        () => {
          arrivals = this.#all.reduce((sum, { inFlight }) => sum + inFlight, 0);
        },
        (mayHappen) => {
          if (!mayHappen) nothingCan("says");
          else if (!happened && arrivals === 0 && !early && loop.real.loop.ready.size === 0)
            this.#fail(`${loop.name} says that something has happened, and nothing has`);
        },
      );
    } finally {
      loop.driving = false;
      this.#sleepers.pop();
      this.#virtual.advances = outer;
    }
    for (const { real, name } of dying)
      if (!real.knownDead) this.#fail(`${loop.name} does not see that ${name} is dead`);
  }

  #read(thread: ModelThread, meanwhile: Action[]): void {
    this.#sleepers.push(() => {
      for (let next = meanwhile.shift(); next !== undefined; next = meanwhile.shift()) {
        if (!this.can(next)) continue;
        this.perform(next);
        if (thread.inFlight > 0) return;
      }
      if (thread.alive) thread.receive();
    });
    try {
      this.caller.read(thread.real);
    } catch (error) {
      if (thread.alive) this.#fail(`reading failed: ${String(error)}`);
    } finally {
      this.#sleepers.pop();
    }
  }

  #reply(thread: ModelThread, which: number, ok: boolean): void {
    const id = pick([...thread.begun], which);
    thread.begun.delete(id);
    const call = thread.calls.get(id);
    if (call !== undefined) call.waiting = false;
    thread.says({ kind: ok ? "return" : "throw", id, value: "done" });
  }

  #callBack(thread: ModelThread, { callback, inside, gives }: Extract<Action, { do: "call back" }>): void {
    const [id, { owner }] = pick([...thread.held], callback);
    const number = ++thread.callbacks;
    const blocking = owner === undefined;
    if (blocking) thread.standing = number;
    else if (!this.#loops.some(({ driving }) => driving)) this.#early = true;
    const script = this.#scripts.push({ thread, inside, gives }) - 1;
    thread.says({ kind: "callback", id: number, callback: id, blocking, on: undefined, value: [script] });
  }

  /** A plain function of the caller's has been called. */
  #serve(script: number): unknown {
    const { thread, inside, gives } = this.#scripts[script] as Script;
    thread.served = true;
    for (const action of inside) this.perform(action);
    thread.served = false;
    if (gives === "nothing") return undefined;
    const given = this.#functions["plain 1"];
    return gives === "a function" ? given : [given, this.caller.unsendable("encoding")];
  }

  #forget(thread: ModelThread, which: number): void {
    const [callback, { arrivals }] = pick([...thread.held], which);
    thread.held.delete(callback);
    thread.says({ kind: "release", pairs: [callback, arrivals] });
  }

  /** It says so only while it has something to be waited for. */
  #runEmpty(thread: ModelThread): void {
    thread.receive();
    thread.awake = false;
    if (thread.begun.size + thread.held.size > 0) thread.says({ kind: "idle", received: thread.seen });
  }

  #die(thread: ModelThread, silently: boolean): void {
    thread.alive = false;
    if (!silently) thread.says({ kind: "exit", code: 1, failed: false, stderr: [], value: undefined });
    thread.real.end.alive = false;
  }
}

function pick<T>(from: readonly T[], which: number): T {
  return from[which % from.length] as T;
}
