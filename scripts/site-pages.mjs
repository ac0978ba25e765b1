// A plug-in for typedoc, which makes one site of the reference and the Markdown pages.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Converter, MinimalSourceFile, PageEvent } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => addPagesBelow(app, page));
  let warm = false;
  app.renderer.on(PageEvent.BEGIN, () => {
    if (!warm) warmHighlighter(app);
    warm = true;
  });
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents === undefined) return;
    // What is drawn with characters is not to be wrapped.
    page.contents = page.contents.replaceAll(/<pre>(?=<code class="text">[^<]*[─│╱])/g, '<pre class="diagram">');
  });
}

/**
 * An index page names the pages below it, by its list of links: so Markdown says it once, and needs no header.
 * @param {import("typedoc").Application} app
 * @param {import("typedoc").DocumentReflection} page
 */
function addPagesBelow(app, page) {
  const path = page.project.files.getReflectionPath(page);
  if (!path?.endsWith("/index.md")) return;
  const text = readFileSync(path, "utf8");
  page.name = /^# (.*)$/m.exec(text)?.[1] ?? page.name;
  for (const [, title, link] of text.matchAll(/^(?:-|\d+\.) \[(.*?)\]\((.*?\.md)\)/gm)) {
    const file = resolve(path, "..", String(link));
    // What typedoc itself does for the pages that a header names.
    // @ts-expect-error: private
    app.converter.addDocument(page, new MinimalSourceFile(readFileSync(file, "utf8"), file), title);
  }
}

/**
 * The highlighter gives up on a line after half a second, and on a busy machine its first line takes longer: the rest of the
 * line would have one colour.
 * @param {import("typedoc").Application} app
 */
function warmHighlighter(app) {
  const text = readFileSync(new URL("../docs/index.md", import.meta.url), "utf8");
  const code = /^```ts\n(.*?)^```/ms.exec(text)?.[1] ?? "";
  for (const language of ["ts", "js"]) {
    let result;
    for (let before; result === undefined || result !== before; ) {
      before = result;
      result = app.renderer.markedPlugin.getHighlighted(code, language);
    }
  }
}
