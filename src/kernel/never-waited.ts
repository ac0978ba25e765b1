/** Finds calls and primitives that were made and that nobody has waited for: they have done nothing, and nobody was told. */
import { hereOfUser, placeOfUser, whenErrorIsMade } from "../users-line.ts";
import { isUsed } from "./coroutine.ts";

/** Something that does nothing until it is waited for. */
export interface Idle {
  /** Whether anybody has begun to wait for it. */
  readonly hasBegun: boolean;
  /** The text of it, as the user would write it. */
  readonly idleTitle: string;
}

/** So many things of one kind have their place noted: that takes some microseconds each, and whoever forgets to wait does so early. */
const noted = 5;

/** How many things of one kind have been made. */
export interface Kind {
  made: number;
}

interface Suspect {
  readonly thing: Idle;
  readonly loop: object | undefined;
  readonly here: object | undefined;
}

/** So many are kept, at least: then those that have been begun are left out. */
const fewest = 1024;

/** The one that was made last, in the loop that runs now. As a rule it has begun before the next one is made. */
let last: Idle | undefined;
let running: object | undefined;
let lastHere: object | undefined;
let suspects: Suspect[] = [];
let most = fewest;

/** Something has been made. This is on the way of every call and switch. */
export function noteIdle(thing: Idle, kind: Kind): void {
  if (last !== undefined) suspectLast();
  last = thing;
  if (kind.made < noted) {
    kind.made++;
    lastHere = hereOfUser();
  } else if (lastHere !== undefined) lastHere = undefined;
}

/** It has begun, and need not be kept for this. */
export function noteBegun(thing: Idle): void {
  if (last === thing) last = undefined;
}

/** Another loop runs from here on, or none. */
export function makeIn(loop: object | undefined): void {
  if (last !== undefined) suspectLast();
  running = loop;
}

function suspectLast(): void {
  const thing = last;
  last = undefined;
  if (thing === undefined || thing.hasBegun || isUsed(thing)) return;
  suspects.push({ thing, loop: running, here: lastHere });
  if (suspects.length < most) return;
  suspects = suspects.filter(isIdle);
  most = Math.max(fewest, suspects.length * 2);
}

/** An error of this package, or a cancellation, may have kept from being waited for whatever was made before it in the same loop. */
export function excuse(excused: object | undefined): void {
  if (excused === running) last = undefined;
  if (suspects.length > 0) suspects = suspects.filter(({ loop }) => loop !== excused);
}

whenErrorIsMade(() => excuse(running));

function isIdle({ thing }: Suspect): boolean {
  return !thing.hasBegun && !isUsed(thing);
}

/** Those that were made in a loop that has ended, or outside of any, and are not waited for so far; they are forgotten here. */
export function takeIdle(loop: object | undefined): readonly Suspect[] {
  if (loop === undefined) suspectLast();
  if (suspects.length === 0) return suspects;
  const taken = suspects.filter((suspect) => suspect.loop === loop && isIdle(suspect));
  suspects = suspects.filter((suspect) => suspect.loop !== loop);
  return taken;
}

/** So many are named in one warning. */
const named = 10;

/** The warning of those that nobody has waited for by now; undefined if there are none. */
export function describeIdle(suspected: readonly Suspect[], remedy: string): string | undefined {
  const idle = suspected.filter(isIdle);
  if (idle.length === 0) return undefined;
  const lines = idle.slice(0, named).map(({ thing, here }) => {
    const place = here && placeOfUser(here);
    return `${thing.idleTitle} was never waited for; ${remedy}${place === undefined ? "" : `\n    ${place}`}`;
  });
  return idle.length > named ? [...lines, `and ${idle.length - named} more`].join("\n") : lines.join("\n");
}
