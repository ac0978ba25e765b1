import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter } from "node:path";
import { afterAll, expect, test } from "vitest";
import { postgresql } from "../../scripts/tools.mjs";
import { checkExample, numbersIn } from "../support/example.ts";

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
  const stdout = await checkExample("postgres-server", { env: { PATH: [path(), process.env.PATH].join(delimiter) } });
  const [together = 0, inTurn = 0] = numbersIn(stdout, /by 5 connections in (\d+) ms; one after the other: (\d+) ms/);
  expect(together).toBeGreaterThanOrEqual(199);
  expect(inTurn).toBeGreaterThanOrEqual(999);
  expect(together).toBeLessThan(inTurn);
});
