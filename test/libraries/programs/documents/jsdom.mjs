// Opens a page of a server, runs its script, and reads the document.
// Against: http
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { JSDOM } = load("jsdom");

const [dom] = run(new JSDOM('<p id="p">old</p><script>p.textContent = "new"</script>', { runScripts: "dangerously" }));
assert.equal(sync(dom.window.document).querySelector("#p").textContent, "new");
// The line of the table.
const [page] = run(JSDOM.fromURL(`${process.env.HTTP_URL}/page`));
assert.equal(page.window.document.title, "A page");
run(dom.window.close(), page.window.close());
