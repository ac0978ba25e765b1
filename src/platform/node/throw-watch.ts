/** Finds out where an error comes to that is thrown into a generator: the generator's own frames, which no stack has. */

/** So many times: one takes 30 ms, and whoever makes this mistake stops at the first. */
let left = 5;

interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number };
  }[];
}

/**
 * Call `body`, and tell the frames of the first error that is thrown there, innermost first, before anybody catches it. The debugger of
 * this thread knows them. Where there is none, or somebody uses it, nothing is told.
 */
export function watchThrow(body: () => void, tell: (frames: readonly string[]) => void): void {
  const stop = left > 0 ? watch(tell) : undefined;
  left--;
  try {
    body();
  } finally {
    stop?.();
  }
}

function watch(tell: (frames: readonly string[]) => void): (() => void) | undefined {
  try {
    if ("Deno" in globalThis || "Bun" in globalThis) return undefined;
    const { Session, url } = process.getBuiltinModule("node:inspector");
    if (url() !== undefined) return undefined;
    const session = new Session();
    session.connect();
    const files = new Map<string, string>();
    let told = false;
    const stop = (): void => {
      if (told) return;
      told = true;
      session.post("Debugger.disable");
      session.disconnect();
    };
    session.on("Debugger.scriptParsed", ({ params }) => files.set(params.scriptId, params.url));
    session.on("Debugger.paused", ({ params }) => {
      if (told) return;
      tell((params as Paused).callFrames.map((frame) => textOf(frame, files)));
      stop();
    });
    session.post("Debugger.enable");
    session.post("Debugger.setPauseOnExceptions", { state: "all" });
    return stop;
  } catch {
    return undefined; // A Node that was built without it.
  }
}

function textOf({ functionName, location }: Paused["callFrames"][number], files: ReadonlyMap<string, string>): string {
  const place = `${files.get(location.scriptId)}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
  return functionName === "" ? `at ${place}` : `at ${functionName} (${place})`;
}
