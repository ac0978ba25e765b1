/** A browser as these files use it, typed as far as they do: the types of the DOM would be there for all of src/. */

interface Listening {
  removeEventListener(type: string, listener: (event: never) => void): void;
  addEventListener(type: string, listener: (event: never) => void): void;
}

/** A web worker, seen by the one that started it. */
export interface WebWorker extends Listening {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): void;
}

/** How workers are started. */
export interface WorkerClass {
  new (url: URL | string, options: { readonly type: "module" | "classic"; readonly name: string }): WebWorker;
}

/** A MessagePort of the web. */
export interface WebPort {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  close(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** An 'error' event. */
export interface WebErrorEvent {
  readonly message?: string;
  readonly filename?: string;
  readonly error?: unknown;
  preventDefault(): void;
}

/** Globals of a window or of a worker. */
interface WebScope extends Listening {
  readonly location?: { readonly href: string };
  importScripts(url: string): void;
  readonly document?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: {
    readonly hardwareConcurrency?: number;
    readonly locks?: { request(name: string, granted: () => unknown): Promise<unknown> };
  };
  readonly MessageChannel: new () => { readonly port1: WebPort; readonly port2: WebPort };
  readonly console: { warn(message: string): void };
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  close(): void;
}

export const scope: WebScope = globalThis as unknown as WebScope;

/** Timers of the browser, taken when this file is loaded: tests put others in their place. */
export const setTimeout: typeof globalThis.setTimeout = globalThis.setTimeout;
export const clearTimeout: typeof globalThis.clearTimeout = globalThis.clearTimeout;
export const queueMicrotask: typeof globalThis.queueMicrotask = globalThis.queueMicrotask;

/** Milliseconds of a clock that never goes back. */
export const now: () => number = performance.now.bind(performance);

/** Let the event loop turn once. A timer may be made to wait. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new scope.MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
