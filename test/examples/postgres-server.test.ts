import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter } from "node:path";
import { afterAll, expect, test } from "vitest";
import { postgresql } from "../../scripts/tools.mjs";
import { runChild } from "../support/child.ts";

/** The server runs as another user when we are root, and that user may not look into our folders. */
const copy = mkdtempSync(`${tmpdir()}/postgres-`);
afterAll(() => rmSync(copy, { recursive: true }));

function path(): string {
  const found = postgresql.find() ?? "";
  if (process.getuid?.() !== 0 || !found.startsWith(postgresql.folder)) return found;
  chmodSync(copy, 0o755);
  cpSync(`${found}/..`, copy, { recursive: true, verbatimSymlinks: true });
  return `${copy}/bin`;
}

test("node-postgres and a server: a pool, a transaction, rows as they come, a query given up", {
  timeout: 60_000,
}, async () => {
  const { stdout, stderr, code } = await runChild(new URL("../../examples/postgres-server/main.mjs", import.meta.url), {
    deadlineMs: 50_000,
    env: { PATH: [path(), process.env.PATH].join(delimiter) },
  });
  expect(stderr).toBe("");
  expect(stdout).toBe(
    [
      "ten queries at once: 0 1 4 9 16 25 36 49 64 81",
      "  by 5 connections, in less time than one after the other: yes",
      'transactions: moved 200; 23514 new row for relation "account" violates check constraint "account_cents_check"',
      "  afterwards: Ada 800, Grace 700",
      "rows one by one: their sum is 50005000",
      "  left after 1000 rows, while another query went on",
      "a slow query: TimeoutError",
      "  running on the server: 0; connections in use: 0",
      "  the pool is usable: yes",
      "",
    ].join("\n"),
  );
  expect(code).toBe(0);
});
