// A Markdown text, by remark's synchronous API, with the plug-ins of plugins.mjs: one checks the links, one formats the code.
import { fileURLToPath } from "node:url";
import { coroutine, run } from "miniasync";
import { remark } from "remark";
import { withServer } from "../with-server.mjs";
import { checkLinks, formatCode } from "./plugins.mjs";

const fetchJson = coroutine(async (/** @type {string} */ url) => /** @type {any} */ (await (await fetch(url)).json()));

withServer(fileURLToPath(new URL("server.mjs", import.meta.url)), ["100"], (url) => {
  const text = `# Tea

Read the [guide](${url}guide), the [reference](${url}api), the [old guide](${url}old) and the [recipes](${url}recipes).

\`\`\`js
const  tea=brew( {leaves:2,minutes:  3} )
\`\`\`

\`\`\`css
.cup{color:#222}
\`\`\`

\`\`\`js
const cup = {
\`\`\`
`;
  const file = remark().use(checkLinks).use(formatCode).processSync(text);
  console.log(String(file).replaceAll(url, "https://tea.example/"));
  for (const { line, column, reason } of file.messages) console.log(`${line}:${column} ${reason}`);
  const [{ requests, most }] = run(fetchJson(`${url}statistics`));
  console.log(`${requests} links were asked for, up to ${most} at once`);
});
