/** Browsers: the thread's own side, on web workers. */
import type { Boot, CallerEnd, ThreadPlatform } from "../platform.ts";
import { serveAsBroker, type ThreadNotice, type WebBegin, type WebBoot } from "./broker.ts";
import { noBytes, webRuntime } from "./web-runtime.ts";
import { scope, setTimeout, turn, type WebErrorEvent, type WebPort } from "./web-scope.ts";
import { WebWire } from "./web-wire.ts";

type ThreadEvents = Parameters<ThreadPlatform["listen"]>[0];

/** How often a thread that has ended looks whether its last words have fitted, in milliseconds. Nothing else is left to do. */
const endPoll = 1000;

class WebCallerEnd implements CallerEnd {
  readonly wire: WebWire;
  #look: () => void = () => {};

  constructor({ boot, toCaller, toThread }: WebBoot, port: WebPort) {
    const { threadBell: ownBell, callerBell: otherBell } = boot;
    this.wire = new WebWire({ outgoing: toCaller, incoming: toThread, ownBell, otherBell }, undefined);
    port.onmessage = ({ data }) => {
      this.wire.parcel(data as readonly unknown[]);
      this.#look();
    };
  }

  post(message: unknown, transfer: readonly unknown[]): void {
    this.wire.post(message, transfer, false);
  }

  receive(): { readonly message: unknown } | undefined {
    return this.wire.receive(true);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#look = () => {
      for (let received = this.wire.receive(false); received !== undefined; received = this.wire.receive(false)) {
        listener(received.message);
      }
    };
    void this.wire.watch(() => {
      this.#look();
      return true;
    });
  }

  // The event loop of a worker never runs empty: there is no such event.
  keepOpen(): void {}
}

function listen(events: ThreadEvents): void {
  scope.addEventListener("error", (event: WebErrorEvent) => {
    event.preventDefault();
    events.uncaught(event.error ?? new Error(event.message));
  });
  scope.addEventListener("unhandledrejection", (event: WebErrorEvent & { readonly reason: unknown }) => {
    event.preventDefault();
    events.rejected(event.reason);
  });
  const close = scope.close.bind(scope);
  scope.close = () => {
    events.exit(0);
    close();
  };
}

/** Written by a user, relative to the file it is in, which is not the one that runs it. */
const relativeImport = /\bimport\(\s*(["'`])(\.{1,2}\/[^"'`$\\\n]*)\1/g;

function compiler(base: string): ThreadPlatform["compile"] {
  return (source, names, from = base) => {
    const text = source.replace(
      relativeImport,
      (_, quote: string, path: string) => `import(${quote}${resolved(path, from) ?? path}${quote}`,
    );
    try {
      return new Function(...names, text) as ReturnType<ThreadPlatform["compile"]>;
    } catch (cause) {
      if (!(cause instanceof EvalError)) throw cause;
      throw new Error(
        "Cannot run the function in the thread: the Content-Security-Policy of its worker forbids to make functions of their text; allow 'unsafe-eval' there, or put the function into a module and load() that",
        { cause },
      );
    }
  };
}

function importer(base: string): ThreadPlatform["import"] {
  return async (specifier, from = base) => {
    const url = urlOf(specifier, from);
    const isJson = /\.json(\?.*)?$/.test(url) || url.startsWith("data:application/json");
    try {
      // Older browsers cannot even read an import() with a type.
      if (isJson) return await jsonModule(url);
      // Bundlers are to leave it alone.
      return await import(/* @vite-ignore */ /* webpackIgnore: true */ url);
    } catch (cause) {
      // WebKit says no more than that.
      if (!(cause instanceof TypeError) || cause.message !== "Importing a module script failed.") throw cause;
      throw new TypeError(
        `Cannot load ${JSON.stringify(url)}: the browser could not import it, or a module that it imports`,
        { cause },
      );
    }
  };
}

async function jsonModule(url: string): Promise<{ readonly default: unknown }> {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`Cannot load ${JSON.stringify(url)}: the server answered ${response.status}`);
  return { default: await response.json() };
}

/** Undefined for a path from a place that has none: a blob. */
function resolved(path: string, from: string): string | undefined {
  try {
    return new URL(path, from).href;
  } catch {
    return undefined;
  }
}

/** @throws TypeError for the name of a package: workers have no import maps. */
function urlOf(specifier: string, from: string): string {
  if (/^\.{0,2}\//.test(specifier)) {
    const url = resolved(specifier, from);
    if (url !== undefined) return url;
    throw new TypeError(
      `Cannot load ${JSON.stringify(specifier)}: it is a path, and ${JSON.stringify(from)} is no place to start from; give a whole URL, or from`,
    );
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(specifier) && !specifier.startsWith("node:")) return specifier;
  throw new TypeError(
    `Cannot load ${JSON.stringify(specifier)}: a browser knows modules by their URLs only; give that of its file, or what import.meta.resolve(...) says in the page`,
  );
}

function threadPlatform(boot: Boot, base: string, end: WebCallerEnd): ThreadPlatform {
  return {
    ...webRuntime,
    refuses: noBytes,
    boot,
    end,
    listen,
    import: importer(base),
    compile: compiler(base),
    requireFrom: () => undefined,
    textOf: () => "",
    makesBuffers: () => false,
    turn: (milliseconds) =>
      milliseconds === undefined ? turn() : new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    warn: (message) => scope.console.warn(message),
    lastErrorLines: () => [],
    // The caller ends it. Closing would let it go on for a while.
    exit(): never {
      for (;;) end.wire.wait(endPoll);
    },
  };
}

/** Be what the first message says: a broker, or a thread, which `serve` serves. Called once, before anything else. */
export function startThread(serve: (platform: ThreadPlatform) => void): void {
  const begin = ({ data }: { readonly data: WebBegin }): void => {
    scope.removeEventListener("message", begin);
    if (data.broker !== undefined) return serveAsBroker(data.broker);
    const { boot, port } = data;
    holdLock(boot.lock, () => serve(threadPlatform(boot.boot, boot.base, new WebCallerEnd(boot, port))));
  };
  scope.addEventListener("message", begin);
}

/** Call `held` when this thread holds the lock, which it does as long as it lives, and the broker has been told. */
function holdLock(name: string, held: () => void): void {
  const { locks } = scope.navigator ?? {};
  if (locks === undefined) return held();
  let told = false;
  const granted = (): Promise<never> => {
    told = true;
    scope.postMessage({ kind: "locked" } satisfies ThreadNotice);
    // Not before: one that ended sooner would be missed by nobody.
    held();
    return new Promise(() => {});
  };
  locks.request(name, granted).catch(() => {
    if (!told) held(); // Where a page may have no locks.
  });
}
