// Gets a page of a server, and reads parts of it.
// Against: http
// Remark: Its `load` is synchronous: of a text that is here already, import it as ever.
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const cheerio = load("cheerio");

// The line of the table.
const $ = sync(run(cheerio.fromURL(`${process.env.HTTP_URL}/page`))[0]);
assert.equal($("li").length, 2);
assert.equal($("li").last().text(), "two");
assert.deepEqual($.extract({ items: ["li"] }), { items: ["one", "two"] });
