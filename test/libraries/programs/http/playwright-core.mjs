// Opens a page in a browser, fills a form, and reads it; a binding of the page calls a generator function here.
// Against: chromium
import assert from "node:assert/strict";
import { load, run, sleep, sync } from "miniasync";

const { chromium } = load("playwright-core");
const executablePath = process.env.CHROMIUM_URL;
const [browser] = run(chromium.launch({ executablePath, args: ["--no-sandbox"] }), { timeout: 40_000 });

// The line of the table.
const page = sync(browser).newPage();
page.exposeFunction("double", function* (n) {
  yield* sleep(1);
  return n * 2;
});
page.setContent(
  '<input id="name"><button onclick="out.textContent = \'hello \' + document.all.name.value">go</button><p id="out">',
);
page.fill("#name", "Ada");
page.locator("button").click();
assert.equal(page.locator("#out").textContent(), "hello Ada");
assert.equal(page.evaluate("double(21)"), 42);
sync(browser).close();
