// Starts a server as a process, lists its tools, and calls one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load, run, sync } from "miniasync";

const { Client } = load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = load("@modelcontextprotocol/sdk/client/stdio.js");

const from = (path) => JSON.stringify(fileURLToPath(import.meta.resolve(path)));
writeFileSync(
  "server.mjs",
  `import { McpServer } from ${from("@modelcontextprotocol/sdk/server/mcp.js")};
   import { StdioServerTransport } from ${from("@modelcontextprotocol/sdk/server/stdio.js")};
   import { z } from ${from("zod")};
   const server = new McpServer({ name: "sums", version: "1.0.0" });
   server.registerTool("add", { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
     content: [{ type: "text", text: String(a + b) }],
   }));
   await server.connect(new StdioServerTransport());`,
);

const client = sync(run(new Client({ name: "me", version: "1.0.0" }))[0]);
const [transport] = run(new StdioClientTransport({ command: process.execPath, args: ["server.mjs"] }));
client.connect(transport);
assert.deepEqual(
  client.listTools().tools.map(({ name }) => name),
  ["add"],
);
// The line of the table.
const { content } = client.callTool({ name: "add", arguments: { a: 1, b: 2 } });
assert.deepEqual(content, [{ type: "text", text: "3" }]);
client.close();
