// The page that is bundled, with its worker. It shows a line for each feature: its name, and its result or its error.
import { coroutine, runAsync } from "miniasync";

const add = coroutine(async (one, other) => one + other);
const show = (lines) => {
  document.querySelector("output").textContent = lines.map((line) => JSON.stringify(line)).join("\n");
};

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onerror = ({ message }) => show([["page", `Error: ${message}`]]);
worker.onmessage = async ({ data }) => {
  try {
    const [sum] = await runAsync(add(1, 2));
    show([["page", String(sum)], ...data]);
  } catch (error) {
    show([["page", `Error: ${error.message}`], ...data]);
  }
};
worker.postMessage("begin");
