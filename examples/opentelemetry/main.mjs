// A program that blocks, as OpenTelemetry sees it: prints the tree of the spans.
import { context, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { coroutine, run, spawn } from "miniasync";
import { StorageContextManager, traceMiniasync } from "./spans.mjs";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const contextManager = new StorageContextManager();
provider.register({ contextManager });
traceMiniasync(contextManager);

const tracer = trace.getTracer("program");

// Their names are those of the spans.
const read = coroutine(async function read(/** @type {string} */ name) {
  const { setTimeout } = await import("node:timers/promises");
  return setTimeout(20, `text of ${name}`);
});
const save = coroutine(async function save(/** @type {string} */ text) {
  throw new RangeError(`no room for ${text}`);
});

/** A coroutine with a span of its own: a task keeps the context in which it is made. */
function* page(/** @type {string} */ name) {
  const span = tracer.startSpan(`page ${name}`);
  const task = context.with(trace.setSpan(context.active(), span), () => spawn(read(name)));
  const text = yield* task;
  span.end();
  return text;
}

function* saving(/** @type {string} */ text) {
  try {
    return yield* save(text);
  } catch {
    return run(read("a copy"))[0]; // A run within a run.
  }
}

tracer.startActiveSpan("answer a request", (span) => {
  run(page("one"), page("two"), saving("three"));
  span.end();
});

const spans = exporter.getFinishedSpans();

/** @param {string | undefined} parent @param {string} indent */
function print(parent, indent) {
  const children = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent);
  for (const span of children.sort((a, b) => a.name.localeCompare(b.name))) {
    const { name, attributes, status } = span;
    const thread = "thread.id" in attributes ? ` [thread ${attributes["thread.id"]}]` : "";
    console.log(`${indent}${name}${thread}${status.message === undefined ? "" : ` failed: ${status.message}`}`);
    print(span.spanContext().spanId, `${indent}  `);
  }
}
print(undefined, "");
