import { Barrier } from "../../src/primitives/barrier.ts";
import { Condition } from "../../src/primitives/condition.ts";
import { Event } from "../../src/primitives/event.ts";
import { LifoQueue } from "../../src/primitives/lifo-queue.ts";
import { Lock } from "../../src/primitives/lock.ts";
import { PriorityQueue } from "../../src/primitives/priority-queue.ts";
import { Queue } from "../../src/primitives/queue.ts";
import { BoundedSemaphore, Semaphore } from "../../src/primitives/semaphore.ts";
import type { Thing } from "./program.ts";

export type AnyThing = Queue<number> | Event | Lock | Semaphore | Condition | Barrier;

export function makeThing([kind, size]: Thing): AnyThing {
  switch (kind) {
    case "queue":
      return new Queue(size);
    case "lifo":
      return new LifoQueue(size);
    case "priority":
      return new PriorityQueue(size);
    case "event":
      return new Event();
    case "lock":
      return new Lock();
    case "semaphore":
      return new Semaphore(size);
    case "bounded":
      return new BoundedSemaphore(size);
    case "condition":
      return new Condition();
    case "barrier":
      return new Barrier(size);
  }
}
