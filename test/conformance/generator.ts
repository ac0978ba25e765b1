import { randomNumbers } from "../../src/random-numbers.ts";
import type { Awaitable, Body, ErrorName, Program, Statement, Step, Thing, ThingKind, When } from "./program.ts";

const sizes: Record<ThingKind, [from: number, to: number]> = {
  queue: [0, 2],
  lifo: [0, 2],
  priority: [0, 2],
  event: [0, 0],
  lock: [0, 0],
  semaphore: [0, 2],
  bounded: [1, 2],
  condition: [0, 0],
  barrier: [1, 3],
};

const things: readonly ThingKind[] = Object.keys(sizes) as ThingKind[];
const statements: readonly string[] = [
  ..."try tryAgain repeat return call spawn cancel uncancel state raise nested sleep join gather race shield".split(
    " ",
  ),
  ..."timeout waitFor wait asCompleted group groupSpawn thing thing".split(" "),
];
/** Programs from this seed on have the whole language; those before it have what they had when mutants were first found by them. */
export const wholeFrom = 1_000_000;

const more: readonly string[] = [
  ..."timeoutBody timeoutAt moveOnAfter reschedule deadline future future awaitFuture callback callback".split(" "),
  ..."asCompletedOn groupCancel exitStack setVar getVar within".split(" "),
];
const added = new Set([
  ...more,
  ..."cancelFuture futureState setResult setException addDone removeDone shutdown".split(" "),
]);

/** Whether a program has some of what came to the language later. */
export function usesMore(program: Program): boolean {
  const uses = (value: unknown): boolean =>
    Array.isArray(value) && (added.has(String(value[0])) || value.some((part) => uses(part)));
  return uses(program.steps);
}

/** Statements that contain no others. */
const simple =
  "spawn cancel uncancel state raise join wait return reschedule deadline future awaitFuture callback groupCancel setVar getVar".split(
    " ",
  );
/** As many slots has every loop for its tasks. */
const slots = 4;
const always = ["sleep", "spawn", "cancel", "try", "thing", "thing"];

/** The program of a seed: always the same. Each uses a few kinds of statements and things only, so that they meet often. */
export function generate(seed: number): Program {
  return new Generator(seed).program();
}

class Generator {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #things: Thing[];
  readonly #menu: string[];
  #bodies = 0;
  #errors = 0;
  #groups: number[] = [];
  #groupsMade = 0;
  #deadlines: number[] = [];
  #deadlinesMade = 0;
  readonly #whole: boolean;
  /** How many runs within runs. */
  #inside = 0;
  #left = 60;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = randomNumbers(seed);
    const kinds = this.#some(things, 1 + this.#below(3));
    this.#things = Array.from({ length: 1 + this.#below(3) }, () => this.#thing(this.#pick(kinds)));
    const few = this.#some(statements, 2);
    const menu = this.#chance(0.4) ? [...few, ...few, ...few] : this.#some(statements, 3 + this.#below(8));
    this.#whole = seed >= wholeFrom;
    const others = this.#whole ? this.#some(more, 3 + this.#below(6)) : [];
    this.#menu = [...always, ...menu, ...others, ...others];
  }

  program(): Program {
    const steps: Step[] = [];
    for (let count = 1 + this.#below(this.#chance(0.3) ? 3 : 1); count > 0; count--) {
      if (this.#chance(0.2)) steps.push(["spawn", this.#slot(), this.#body(2)]);
      if (this.#chance(0.1)) steps.push(["cancel", this.#slot()]);
      this.#left = Math.max(this.#left, 25);
      steps.push(["run", this.#listOf(1 + this.#below(4), () => this.#body(3)), this.#listed()]);
    }
    return { seed: this.#seed, things: this.#things, steps };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #some<T>(list: readonly T[], count: number): T[] {
    return this.#listOf(count, () => this.#pick(list));
  }

  #listOf<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  #thing(kind: ThingKind): Thing {
    const [from, to] = sizes[kind];
    return [kind, from + this.#below(to - from + 1)];
  }

  #slot(): number {
    return this.#below(slots);
  }

  #listed(): ErrorName[] {
    return this.#chance(0.4) ? this.#some<ErrorName>(["A", "B", "C", "T", "G", "X", "K"], 1 + this.#below(3)) : [];
  }

  #body(depth: number): Body {
    const groups = this.#groups;
    const deadlines = this.#deadlines;
    // A body may run when the block of a group is long over: that it then spawns there is worth a try, at times.
    if (this.#chance(0.3)) {
      this.#groups = [];
      this.#deadlines = [];
    }
    const body: Body = [this.#bodies++, this.#block(depth, 5)];
    this.#groups = groups;
    this.#deadlines = deadlines;
    return body;
  }

  #block(depth: number, most: number): Statement[] {
    return this.#listOf(1 + this.#below(most), () => this.#statement(depth)).filter((made) => made !== undefined);
  }

  #statement(depth: number): Statement | undefined {
    if (this.#left-- <= 0) return undefined;
    const kind = this.#pick(this.#menu);
    if (kind === "thing") return this.#ofThing(this.#below(this.#things.length), depth);
    const nests = depth <= 0 && !simple.includes(kind);
    return nests ? this.#sleep() : this.#ofKind(kind, depth - 1);
  }

  #sleep(): Statement {
    return ["sleep", this.#pick([-1, 0, 0, 1, 1, 2, 3, 5]), this.#below(10)];
  }

  #ofKind(kind: string, depth: number): Statement | undefined {
    switch (kind) {
      case "try":
      case "tryAgain": {
        const caught = this.#pick(["cancel", "cancel", "error", "all", null] as const);
        const handler = caught === null ? [] : this.#block(depth, 2);
        const final = caught === null || this.#chance(0.3) ? this.#block(depth, 2) : null;
        return [kind, this.#block(depth, 3), caught, handler, final];
      }
      case "repeat":
        return ["repeat", 2 + this.#below(2), this.#block(depth, 3)];
      case "return":
        return this.#chance(0.3) ? ["return", 100 + this.#below(100)] : undefined;
      case "call":
        return ["call", this.#block(depth, 3)];
      case "spawn":
        return depth < -1 ? this.#sleep() : ["spawn", this.#slot(), this.#body(depth)];
      case "cancel":
      case "uncancel":
      case "state":
        return [kind, this.#chance(kind === "cancel" ? 0.15 : 0.4) ? null : this.#slot()];
      case "raise":
        return this.#chance(0.5) ? this.#raise() : undefined;
      case "join":
        return [this.#inside > 0 && this.#chance(0.2) ? "joinOuter" : "join", this.#slot()];
      case "nested":
        return this.#nested(depth);
      default:
        return this.#ofTasks(kind, depth);
    }
  }

  #raise(): Statement {
    return ["raise", this.#pick(["A", "A", "B", "C", "X"] as const), this.#errors++];
  }

  /** An inner run has no business with the groups of the outer one. */
  #nested(depth: number): Statement {
    const groups = this.#groups;
    const deadlines = this.#deadlines;
    this.#groups = [];
    this.#deadlines = [];
    this.#inside++;
    const statement: Statement = ["nested", this.#listOf(1 + this.#below(2), () => this.#body(depth)), this.#listed()];
    this.#inside--;
    this.#groups = groups;
    this.#deadlines = deadlines;
    return statement;
  }

  #awaitable(depth: number): Awaitable {
    return this.#chance(0.4) ? this.#slot() : this.#body(depth);
  }

  #awaitables(depth: number): Awaitable[] {
    return this.#listOf(1 + this.#below(3), () => this.#awaitable(depth));
  }

  #ofTasks(kind: string, depth: number): Statement | undefined {
    switch (kind) {
      case "gather":
        return ["gather", this.#chance(0.05) ? [] : this.#awaitables(depth), this.#chance(0.4)];
      case "race":
        return ["race", this.#awaitables(depth)];
      case "shield":
        return ["shield", this.#awaitable(depth)];
      case "timeout":
      case "waitFor":
        return [kind, this.#pick([-1, 0, 1, 2, 3]), this.#awaitable(depth)];
      case "wait": {
        const when = this.#pick<When>(["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"]);
        return [
          "wait",
          this.#listOf(1 + this.#below(3), () => this.#slot()),
          this.#chance(0.4) ? this.#below(3) : null,
          when,
        ];
      }
      case "asCompleted":
        return ["asCompleted", this.#awaitables(depth), this.#below(4)];
      case "group": {
        const group = this.#groupsMade++;
        this.#groups = [...this.#groups, group];
        const body = this.#block(depth, 4);
        for (let count = this.#below(4); count > 0; count--) {
          body.unshift(["groupSpawn", group, this.#slot(), this.#body(depth)]);
        }
        this.#groups = this.#groups.slice(0, -1);
        return ["group", group, body];
      }
      case "groupSpawn":
        if (this.#groups.length === 0) return this.#sleep();
        return ["groupSpawn", this.#pick(this.#groups), this.#slot(), this.#body(depth)];
      default:
        return this.#ofMore(kind, depth);
    }
  }

  #ofMore(kind: string, depth: number): Statement | undefined {
    switch (kind) {
      case "timeoutBody": {
        const deadline = this.#deadlinesMade++;
        this.#deadlines = [...this.#deadlines, deadline];
        const body = this.#block(depth, 4);
        this.#deadlines = this.#deadlines.slice(0, -1);
        return ["timeoutBody", deadline, this.#pick([0, 1, 2, 3]), body];
      }
      case "reschedule":
        if (this.#deadlines.length === 0) return this.#sleep();
        return ["reschedule", this.#pick(this.#deadlines), this.#pick([-1, 0, 1, 2, 4])];
      case "deadline":
        return this.#deadlines.length === 0 ? undefined : ["deadline", this.#pick(this.#deadlines)];
      case "timeoutAt":
      case "moveOnAfter":
        return [kind, this.#pick([-1, 0, 1, 2, 3]), this.#awaitable(depth)];
      case "future":
        return this.#ofFuture();
      case "awaitFuture":
        return ["awaitFuture", this.#below(3)];
      case "callback":
        return this.#ofCallback();
      case "asCompletedOn":
        return [
          "asCompletedOn",
          this.#awaitables(depth),
          this.#below(3),
          this.#chance(0.6) ? this.#below(4) - 1 : null,
        ];
      case "groupCancel":
        return this.#groups.length === 0 ? this.#sleep() : ["groupCancel", this.#pick(this.#groups)];
      case "exitStack":
        return ["exitStack", this.#block(depth, 3), this.#listOf(this.#below(4), () => this.#block(depth, 2))];
      case "setVar":
        return ["setVar", this.#below(2), this.#below(100)];
      case "getVar":
        return ["getVar", this.#below(2)];
      case "within":
        return ["within", this.#below(2), this.#below(100), this.#ofWithin(depth)];
      default:
        return this.#sleep();
    }
  }

  #ofFuture(): Statement {
    const slot = this.#below(3);
    return this.#pick<Statement>([
      ["future", slot],
      ["future", slot],
      ["setResult", slot, this.#below(10)],
      ["setException", slot, this.#pick(["A", "B", "C", "X"] as const), this.#errors++],
      ["cancelFuture", slot],
      ["futureState", slot],
    ]);
  }

  #ofCallback(): Statement {
    const kind = this.#chance(0.75) ? "addDone" : "removeDone";
    return [kind, this.#chance(0.6) ? "task" : "future", this.#below(3), this.#below(3)];
  }

  #ofWithin(depth: number): Statement {
    if (this.#chance(0.3)) return ["addDone", this.#chance(0.6) ? "task" : "future", this.#below(3), this.#below(3)];
    if (this.#groups.length === 0 || this.#chance(0.6)) return ["spawn", this.#slot(), this.#body(depth)];
    return ["groupSpawn", this.#pick(this.#groups), this.#slot(), this.#body(depth)];
  }

  #ofThing(index: number, depth: number): Statement {
    const kind = (this.#things[index] as Thing)[0];
    if (this.#chance(0.07)) return ["look", index];
    switch (kind) {
      case "queue":
      case "lifo":
      case "priority":
        return this.#ofQueue(index);
      case "event":
        return this.#pick<Statement>([
          ["eventWait", index],
          ["eventWait", index],
          ["set", index],
          ["set", index],
          ["clear", index],
        ]);
      case "condition":
        if (this.#chance(0.6)) return ["hold", index, this.#holding(index, depth - 1)];
        return this.#pick<Statement>([...this.#ofCondition(index), ["acquire", index], ["release", index]]);
      case "barrier":
        if (this.#chance(0.8)) return ["barrierWait", index];
        return this.#chance(0.7) ? ["barrierReset", index] : ["barrierAbort", index];
      default:
        if (depth > 0 && this.#chance(0.5)) return [this.#pick(["hold", "with"]), index, this.#block(depth - 1, 3)];
        return this.#pick<Statement>([
          ["acquire", index],
          ["acquire", index],
          ["release", index],
        ]);
    }
  }

  #ofQueue(index: number): Statement {
    const item = this.#below(10);
    if (this.#whole && this.#chance(0.08)) return ["shutdown", index, this.#chance(0.4)];
    return this.#pick<Statement>([
      ...this.#listOf<Statement>(3, () => ["put", index, item]),
      ...this.#listOf<Statement>(4, () => ["get", index]),
      ["putNowait", index, item],
      ["getNowait", index],
      ["taskDone", index],
      ["taskDone", index],
      ["queueJoin", index],
    ]);
  }

  #ofCondition(index: number): Statement[] {
    const flag = this.#below(4);
    return [
      ["conditionWait", index],
      ["conditionWait", index],
      ["conditionWaitFor", index, flag],
      ["notify", index, 1 + this.#below(2)],
      ["notifyAll", index],
    ];
  }

  #holding(index: number, depth: number): Statement[] {
    const block: Statement[] = [this.#pick(this.#ofCondition(index))];
    if (this.#chance(0.4)) block.unshift(["flag", this.#below(4), this.#chance(0.7)]);
    if (depth > 0 && this.#chance(0.4)) block.push(...this.#block(depth, 2));
    return block;
  }
}
