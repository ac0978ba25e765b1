/** Node, Bun and Deno: who may look on, by node:diagnostics_channel and by the environment. */
import { pause } from "../../wire/bell.ts";
import type { Channel, Onlookers, TracingChannel } from "../platform.ts";
import { environment } from "./environment.ts";

/** A thread blocks long that blocks for this time, in milliseconds, for those who want to see what goes on. */
const usualSlow = 5000;

export function onlookers(): Onlookers | undefined {
  // Not imported: that would take time of the start of every program.
  const channels = process.getBuiltinModule("node:diagnostics_channel");
  if (channels?.tracingChannel === undefined) return undefined;
  const tracingChannel = (name: string): TracingChannel =>
    channels.tracingChannel(`miniasync.${name}`) as unknown as TracingChannel;
  const line = isDebugged() ? (text: string) => write(`MINIASYNC ${process.pid}: ${text}\n`) : undefined;
  return {
    run: tracingChannel("run"),
    call: tracingChannel("call"),
    task: tracingChannel("task"),
    notice,
    get thread() {
      return process.getBuiltinModule("node:worker_threads").threadId;
    },
    line,
    slow: slowTime(environment("MINIASYNC_SLOW"), line === undefined ? undefined : usualSlow),
    write,
  };
}

/** The methods by which channels get their subscribers. */
const subscribing = ["subscribe", "bindStore"];

/**
 * To ask all channels whether they have subscribers takes a microsecond, which every call would have to pay. So these are put before
 * their methods, until one is called.
 */
function notice(channels: readonly Channel[], body: () => void): void {
  const before = channels.map((channel) => subscribing.map((key) => Object.getOwnPropertyDescriptor(channel, key)));
  const end = (): void => {
    for (const [index, channel] of channels.entries()) {
      for (const [which, key] of subscribing.entries()) {
        // Another copy of this package has put its own there.
        const own = before[index]?.[which];
        if (own === undefined) Reflect.deleteProperty(channel, key);
        else Object.defineProperty(channel, key, own);
      }
    }
    body();
  };
  for (const key of subscribing) {
    const value = function (this: Record<string, (...args: unknown[]) => unknown>, ...args: unknown[]): unknown {
      end();
      return this[key]?.(...args);
    };
    for (const channel of channels) Object.defineProperty(channel, key, { value, configurable: true, writable: true });
  }
}

/** Whether NODE_DEBUG names this package. */
function isDebugged(): boolean {
  const sections = environment("NODE_DEBUG");
  if (sections === undefined) return false;
  return sections.split(",").some((section) => {
    const parts = section.trim().split("*");
    const pattern = parts.map((part) => part.replace(/[^\w-]/g, "\\$&")).join(".*");
    return new RegExp(`^${pattern}$`, "i").test("miniasync");
  });
}

function slowTime(text: string | undefined, usual: number | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return usual;
  const time = Number(text);
  if (time >= 0) return time === 0 ? undefined : time;
  write(
    `miniasync: Cannot take MINIASYNC_SLOW=${text}: it is no number of milliseconds; write MINIASYNC_SLOW=${usualSlow}, or 0 for no report\n`,
  );
  return usual;
}

/** How long a full pipe is waited for, in milliseconds: nobody may read it. */
const writeTime = 200;

/** Past the stream, which may need the event loop. */
function write(text: string): void {
  const { writeSync } = process.getBuiltinModule("node:fs");
  let rest: Uint8Array = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < writeTime; ) {
    try {
      rest = rest.subarray(writeSync(2, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return; // It is closed, and nobody can be told.
      tries++;
      pause(1);
    }
  }
}
