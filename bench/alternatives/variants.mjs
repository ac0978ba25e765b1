// Builds of this package in which one thing is different, for without.mjs.

/**
 * What is replaced by what, in which file of src/.
 * @type {Record<string, readonly (readonly [file: string, from: string, to: string])[]>}
 */
export const variants = {
  "as it is": [],
  "without contexts (AsyncLocalStorage)": [
    [
      "platform/node/node-thread.ts",
      "(context, body, argument) => contexts.run(context, body, argument)",
      "(_context, body, argument) => body(argument)",
    ],
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
  "a reference of the port for each call": [
    [
      "platform/node/node-thread.ts",
      "keepOpen: (open) => idle.keepOpen(open),",
      "keepOpen: (open) => (open ? port.ref() : port.unref()),",
    ],
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
      "      else this.#dispatch(wholeReply(posted));",
      `      else {
        const { gathered } = received.message as any;
        if (gathered === undefined) this.#dispatch(wholeReply(posted));
        else for (let i = 0; i < gathered.length; i += 2) this.pending.returned(gathered[i], gathered[i + 1]);
      }`,
    ],
  ],
};
