// A span for each run of miniasync, and for each call in one of its threads.
import { AsyncLocalStorage } from "node:async_hooks";
import { channel, subscribe } from "node:diagnostics_channel";
import { context, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";

/** @typedef {import("@opentelemetry/api").Context} Context */
/** @typedef {import("@opentelemetry/api").ContextManager} ContextManager */
/** @typedef {{ label: string, task?: string, thread: number, async?: boolean, error?: unknown }} Traced what miniasync tells */

/**
 * Keeps OpenTelemetry's context in a storage that is known, so that it can be bound to a channel.
 * @implements {ContextManager}
 */
export class StorageContextManager {
  /** @type {AsyncLocalStorage<Context>} */
  storage = new AsyncLocalStorage();

  active() {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  /**
   * @template {unknown[]} A
   * @template {(...args: A) => ReturnType<F>} F
   * @param {Context} active
   * @param {F} body
   * @param {ThisParameterType<F>} [self]
   * @param {A} args
   */
  with(active, body, self, ...args) {
    return this.storage.run(active, () => body.apply(self, args));
  }

  /**
   * @template T
   * @param {Context} active
   * @param {T} target
   * @returns {T}
   */
  bind(active, target) {
    if (typeof target !== "function") return target;
    const bound = (/** @type {unknown[]} */ ...args) => this.storage.run(active, () => target(...args));
    return /** @type {T} */ (bound);
  }

  enable() {
    return this;
  }

  disable() {
    return this;
  }
}

/**
 * Makes the spans, from now on.
 * @param {StorageContextManager} contextManager
 */
export function traceMiniasync({ storage }) {
  const tracer = trace.getTracer("miniasync");
  /** @type {WeakMap<Traced, import("@opentelemetry/api").Span>} */
  const spans = new WeakMap();

  const begin = (/** @type {Traced} */ traced) => {
    const { label, task, thread } = traced;
    const span = tracer.startSpan(label, {
      attributes: { "thread.id": thread, ...(task && { "miniasync.task": task }) },
    });
    spans.set(traced, span);
    return span;
  };
  const fail = (/** @type {Traced} */ traced) => {
    const error = /** @type {Error} */ (traced.error);
    spans.get(traced)?.recordException(error);
    spans.get(traced)?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  };
  const end = (/** @type {Traced} */ traced) => spans.get(traced)?.end();
  const on = (/** @type {string} */ name, /** @type {(traced: Traced) => void} */ body) =>
    subscribe(`tracing:miniasync.${name}`, (message) => body(/** @type {Traced} */ (message)));

  // The body of the run is in the context of its span. Its tasks take that over, and so their calls find their parent.
  channel("tracing:miniasync.run:start").bindStore(storage, (message) =>
    trace.setSpan(context.active(), begin(/** @type {Traced} */ (message))),
  );
  on("run:error", fail);
  on("run:end", (run) => {
    if (!run.async) end(run);
  });
  on("run:asyncEnd", end);

  on("call:start", begin);
  on("call:error", fail);
  on("call:end", (call) => {
    if ("error" in call) end(call); // It could not be sent.
  });
  on("call:asyncEnd", end);
}
