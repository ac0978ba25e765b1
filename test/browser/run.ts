/**
 * `npm run test:browsers`: every scenario in Chromium, Firefox and WebKit, which it installs where it may, compared with the table in
 * docs/design/browsers.md, in both directions. `-- firefox handles`: only that browser, and the scenarios whose titles have the word.
 * `-- --update` writes the table.
 */
import { spawnSync } from "node:child_process";
import { drivers, provide } from "../../scripts/tools.mjs";
import { type BrowserId, browsers } from "../support/drivers.mjs";
import { isCurrent, update } from "./table.ts";

export async function main(...args: readonly string[]): Promise<void> {
  if (args.includes("--update")) update();
  const words = args.filter((arg) => arg !== "--update");
  const named = words.filter((word): word is BrowserId => word in browsers);
  const ids = named.length > 0 ? named : (Object.keys(browsers) as BrowserId[]);
  const titles = words.filter((word) => !(word in browsers));

  const tools = [...ids.map((id) => browsers[id].tool), ...(ids.some((id) => id !== "chromium") ? [drivers] : [])];
  provide(tools);
  const wrong: string[] = [];
  for (const id of ids) {
    const { title, tool } = browsers[id];
    const lacks = [tool, ...(id === "chromium" ? [] : [drivers])].find(({ find }) => find() === undefined);
    console.log(`\n${title}`);
    if (lacks === undefined ? !play(id, titles) : !say(lacks)) wrong.push(title);
  }
  if (!isCurrent()) {
    console.error("\n! docs/design/browsers.md has another table: npm run test:browsers -- --update");
    wrong.push("the table");
  }
  console.log(
    wrong.length === 0 ? `\nAs the table says: ${ids.join(", ")}` : `\nNot as the table says: ${wrong.join(", ")}`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

/** @returns whether all went as the scenarios say. */
function play(id: BrowserId, titles: readonly string[]): boolean {
  const escaped = titles.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const { status } = spawnSync(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--project=integration",
      "--reporter=verbose",
      "test/browser/scenarios.test.ts",
      ...(escaped.length > 0 ? ["-t", escaped.join("|")] : []),
    ],
    // With CI set, no test is left out for want of Chromium.
    { stdio: "inherit", env: { ...process.env, MINIASYNC_BROWSER: id, CI: "1" } },
  );
  return status === 0;
}

/** What is missing is no success. */
function say({ name, remedy }: { readonly name: string; readonly remedy: string }): false {
  console.error(`! Not played, since there is no ${name}: ${remedy}`);
  return false;
}
