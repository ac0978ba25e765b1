// Two plug-ins for remark. Both are synchronous, so `processSync` takes them; behind one is the network, behind the other Prettier.
import { coroutine, load, run, signal } from "miniasync";

/** @import { Code, Link, Node, Parent, Root } from "mdast" */
/** @import { VFile } from "vfile" */

/** @type {import("miniasync").Remote<typeof import("prettier")>} */
const prettier = load("prettier");

const statusOf = coroutine(async (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
  const { status } = await fetch(url, { method: "HEAD", redirect: "manual", ...options });
  return status;
});

/** A link whose page is gone, or has moved, is a message. All pages are asked for at once. */
export function checkLinks() {
  return (/** @type {Root} */ tree, /** @type {VFile} */ file) => {
    const links = /** @type {Link[]} */ ([...nodesOf(tree, "link")]);
    const ask = function* (/** @type {Link} */ { url }) {
      const status = yield* statusOf(url, { signal });
      return status === 200 ? undefined : `answers ${status}`;
    };
    // No answer at all is a TypeError of fetch.
    const answers = run(...links.map(ask), { returnExceptions: [TypeError], timeout: 30_000 });
    links.forEach((link, index) => {
      const answer = answers[index];
      if (answer !== undefined) file.message(`${new URL(link.url).pathname} ${answer}`, link.position);
    });
  };
}

/** Code blocks as Prettier writes them. One that it cannot read is a message. */
export function formatCode() {
  return (/** @type {Root} */ tree, /** @type {VFile} */ file) => {
    const blocks = /** @type {Code[]} */ ([...nodesOf(tree, "code")]);
    const format = function* (/** @type {Code} */ { lang, value }) {
      const { inferredParser } = yield* prettier.getFileInfo(`code.${lang}`);
      return inferredParser === null ? value : yield* prettier.format(value, { parser: inferredParser });
    };
    const texts = run(...blocks.map(format), { returnExceptions: [SyntaxError], timeout: 30_000 });
    blocks.forEach((block, index) => {
      const text = texts[index];
      if (typeof text === "string") block.value = text.trimEnd();
      else file.message(`cannot format: ${text?.message.split("\n")[0]}`, block.position);
    });
  };
}

/**
 * @param {Node} node
 * @param {string} type
 * @returns {Generator<Node, void>}
 */
function* nodesOf(node, type) {
  if (node.type === type) yield node;
  for (const child of /** @type {Partial<Parent>} */ (node).children ?? []) yield* nodesOf(child, type);
}
