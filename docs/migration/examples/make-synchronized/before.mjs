import { makeSynchronized } from "make-synchronized";

const tool = makeSynchronized(new URL("./tool.mjs", import.meta.url));
const file = new URL("./tool.mjs", import.meta.url);

console.log(tool.version, Object.keys(tool), tool.countLines(file.pathname));
try {
  tool.fail();
} catch (error) {
  console.log(error.message, error.code);
}
