// `npm run site`: the pages of docs/ and the reference as one static site, in site/. `--out FOLDER` and `--base PATH` say otherwise,
// and `--links` only looks at the links: each must lead somewhere, also into the page.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = new URL("../", import.meta.url);
const { repository, homepage, version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const repositoryUrl = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

/** Where a page of the repository is in the site. @type {ReadonlyMap<string, string>} */
const pages = new Map([
  ...readdirSync(new URL("docs/", root), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md") && !name.startsWith(".vitepress/"))
    .map((name) => /** @type {const} */ ([`docs/${name}`, name])),
  ...["ARCHITECTURE", "CONTRIBUTING", "SECURITY", "CHANGELOG", "CODE_OF_CONDUCT"].map(
    (name) => /** @type {const} */ ([`${name}.md`, `project/${name.toLowerCase().replaceAll("_", "-")}.md`]),
  ),
  ["bench/results/budget.md", "project/budget.md"],
]);
/** Pictures, by their place in the repository. @type {Map<string, string>} */
const pictures = new Map();
/** @type {string[]} */
const faults = [];

/** @param {string} file */
const read = (file) => readFileSync(new URL(file, root), "utf8");

/** The text of a page with links that hold in the site. @param {string} file */
function page(file) {
  // Not in code: between two of these there is none.
  return read(file)
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(/\]\(([^)\s]+)\)/g, (_, to) => `](${link(file, to)})`),
    )
    .join("");
}

/** @param {string} file @param {string} to */
function link(file, to) {
  if (/^([a-z]+:|\/)/.test(to)) return to;
  const [path = "", anchor] = to.split("#");
  const target = path === "" ? file : posix.normalize(posix.join(posix.dirname(file), path));
  const rest = anchor === undefined ? "" : `#${anchor}`;
  if (!existsSync(new URL(target, root))) faults.push(`${file}: there is no ${target}`);
  if (anchor !== undefined && target.endsWith(".md") && !anchors(target).has(anchor))
    faults.push(`${file}: ${target} has no heading #${anchor}`);
  const inSite = pages.get(target);
  if (inSite !== undefined) return `/${inSite}${rest}`;
  if (/\.(png|svg)$/.test(target)) {
    pictures.set(target, `pictures/${posix.basename(target)}`);
    return `/${pictures.get(target)}`;
  }
  return `${repositoryUrl}/blob/main/${target}${rest}`;
}

/** @param {string} file */
function anchors(file) {
  const headings = read(file)
    .replaceAll(/^```[\s\S]*?^```/gm, "")
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, text = ""]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

/**
 * The navigation of a folder: the lists of links in its index page, under their headings.
 * @param {string} index a page of the site @param {string} text of it
 */
function sidebar(index, text) {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? "";
  /** @type {{ text: string, items: { text: string, link: string }[], link?: string }[]} */
  const groups = [{ text: title, link: `/${index}`, items: [] }];
  for (const [, heading, name, to] of text.matchAll(/^(?:## (.*)|(?:-|\d+\.) \[(.*?)\]\((.*?\.md)\).*)$/gm)) {
    if (heading !== undefined) groups.push({ text: heading, items: [] });
    else groups.at(-1)?.items.push({ text: name ?? "", link: posix.join("/", posix.dirname(index), to ?? "") });
  }
  return groups.filter(({ items, link }) => items.length > 0 || link !== undefined);
}

/** @param {string} folder @param {string} base */
function stage(folder, base) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of [".vitepress", "public"])
    cpSync(new URL(`docs/${name}/`, root), `${folder}/${name}`, { recursive: true });
  /** @param {string} to @param {string} text */
  const write = (to, text) => {
    mkdirSync(dirname(`${folder}/${to}`), { recursive: true });
    writeFileSync(`${folder}/${to}`, text);
  };
  for (const [file, to] of pages) write(to, page(file));
  // On its start page the site shows the heading, the sentence and the picture in another way. JSON is YAML.
  const start = page("docs/index.md").replace(/^# [\s\S]*?(?=^```sh)/m, "");
  write("index.md", `---\n${read("docs/.vitepress/home.json")}---\n\n${start}`);
  for (const [file, to] of pictures) cpSync(new URL(file, root), `${folder}/public/${to}`);
  typedoc(["--out", `${folder}/reference`]);
  const reference = (/** @type {string} */ module) =>
    sidebar(`reference/${module}/index.md`, readFileSync(`${folder}/reference/${module}/index.md`, "utf8"));
  const sidebars = Object.fromEntries(
    ["guide", "migration", "design"].map((name) => [
      `/${name}/`,
      sidebar(`${name}/index.md`, read(`docs/${name}/index.md`)),
    ]),
  );
  for (const folder of ["/decisions/", "/project/"]) sidebars[folder] = sidebars["/design/"] ?? [];
  sidebars["/reference/"] = [...reference("miniasync"), ...reference("miniasync/testing")];
  write(".vitepress/site.json", JSON.stringify({ base, version, repositoryUrl, sidebar: sidebars }));
}

/** @param {readonly string[]} options */
function typedoc(options) {
  const program = fileURLToPath(new URL("node_modules/typedoc/bin/typedoc", root));
  const { status } = spawnSync(process.execPath, [program, ...options], { cwd: fileURLToPath(root), stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const { values } = parseArgs({
  options: {
    out: { type: "string", default: fileURLToPath(new URL("site", root)) },
    base: { type: "string", default: new URL(homepage).pathname },
    links: { type: "boolean", default: false },
  },
});
for (const file of [...pages.keys(), "README.md"]) {
  page(file);
  for (const [, to = ""] of read(file).matchAll(/^\[[^\]]+\]: (\S+)$/gm)) link(file, to);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
if (!values.links) {
  // In the repository, whose node_modules it needs.
  const staged = fileURLToPath(new URL(`.tmp/site-pages-${process.pid}`, root));
  try {
    stage(staged, values.base);
    const { build } = await import("vitepress");
    await build(staged, { outDir: values.out });
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
