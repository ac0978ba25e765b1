// Of the site that scripts/site.mjs builds, which writes site.json.
import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const { base, version, repositoryUrl, sidebar } = JSON.parse(
  readFileSync(new URL("site.json", import.meta.url), "utf8"),
);

/** Titles count most, and pages about the project and types less than others. */
const searchOptions = {
  fuzzy: 0.1,
  prefix: true,
  boost: { title: 6, titles: 2, text: 1 },
  boostDocument: (/** @type {string} */ id) =>
    /\/(project|decisions|interfaces|type-aliases|guide\/17-errors-reference)\b/.test(id) ? 0.3 : 1,
};

export default defineConfig({
  base,
  title: "miniasync",
  description: "Call async code from synchronous JavaScript: one call or many at once",
  lang: "en",
  head: [["link", { rel: "icon", href: `${base}logo.svg` }]],
  markdown: {
    config(md) {
      const fence = md.renderer.rules.fence;
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        const html = fence?.(tokens, index, ...rest) ?? "";
        const { info = "", content = "" } = tokens[index] ?? {};
        const kind = /[─│╱]/.test(content) ? "diagram" : info === "text output" ? "output" : undefined;
        return kind === undefined ? html : `<div class="${kind}">${html}</div>`;
      };
    },
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/", activeMatch: "/guide/(?!19)" },
      { text: "Cookbook", link: "/guide/19-cookbook" },
      { text: "Reference", link: "/reference/miniasync/", activeMatch: "/reference/" },
      { text: "Migration", link: "/migration/" },
      { text: "Design", link: "/design/", activeMatch: "/(design|decisions)/" },
      { text: `v${version}`, link: "/project/changelog" },
    ],
    sidebar,
    outline: { level: [2, 3], label: "On this page" },
    socialLinks: [{ icon: "github", link: repositoryUrl, ariaLabel: "The repository" }],
    search: { provider: "local", options: { miniSearch: { searchOptions } } },
    docFooter: { prev: "Previous", next: "Next" },
    footer: { message: "MIT licence" },
  },
});
