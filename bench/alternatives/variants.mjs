// Builds of this package in which one thing is different, for without.mjs.

/**
 * What is replaced by what, in which file of src/.
 * @type {Record<string, readonly import("../../scripts/changed.mjs").Change[]>}
 */
export const variants = {
  "as it is": [],
  "with a context (AsyncLocalStorage) for each call": [
    [
      "in-thread/server.ts",
      "this.#settle(id, target, Reflect.apply(found.value, found.on, args));",
      `{
        const { AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks");
        const contexts = ((globalThis as any).contexts ??= new AsyncLocalStorage());
        const { value, on } = found;
        this.#settle(id, target, contexts.run(id, () => Reflect.apply(value as () => unknown, on, args)));
      }`,
    ],
  ],
  "without the direct way": [
    [
      "in-caller/remote-call.ts",
      "    if (home === undefined) return false;\n",
      "    if (home !== undefined || true) return false;\n",
    ],
  ],
  "spinning from the first call on": [
    ["wire/bell.ts", "#pause = longestPause;", "#pause = 0;"],
    ["wire/bell.ts", "#left = longestPause;", "#left = 0;"],
  ],
  "without looking at values": [["wire/encode.ts", "return new PlainScan(border).isPlain(value, 0);", "return true;"]],
  "with names in every message": [
    ["wire/protocol.ts", 'if (request.kind !== "call" || request.construct', "if (true || request.construct"],
    ["wire/protocol.ts", 'return reply.kind === "return" && reply.nodes === undefined ?', "return false ?"],
    ["in-thread/link.ts", "if (isPrimitive(value)) this.#post([id, value], nothing);", "if (false);"],
  ],
  "all requests of a run as one message": [
    ["in-caller/outbox.ts", "const mostTogether = 64;", "const mostTogether = Infinity;"],
  ],
  "results in batches": [
    [
      "in-thread/link.ts",
      "    this.#platform.end.post(reply, transfer);\n",
      `    if (Array.isArray(reply) && typeof reply[1] === "number" && (this.pending > 0 || this.#receiving)) {
      const batch = ((this as any).batch ??= []);
      batch.push(reply[0], reply[1]);
      if (batch.length < 512 && this.#mustRing) return;
    } else {
      (this as any).flushBatch?.();
      this.#platform.end.post(reply, transfer);
    }
    (this as any).flushBatch ??= () => {
      const gathered = (this as any).batch ?? [];
      (this as any).batch = [];
      if (gathered.length > 0) this.#platform.end.post({ kind: "batch", gathered } as any, []);
    };
`,
    ],
    [
      "in-thread/link.ts",
      "    this.#callerBell.ring();",
      "    (this as any).flushBatch?.();\n    this.#callerBell.ring();",
    ],
    [
      "in-caller/thread.ts",
      "      this.#dispatch(wholeReply(posted));",
      `      const { gathered } = posted as any;
      if (gathered === undefined) this.#dispatch(wholeReply(posted));
      else for (let i = 0; i < gathered.length; i += 2) this.#answered(gathered[i], RETURNED, { value: gathered[i + 1] });`,
    ],
  ],
};
