import { runAsWorker } from "synckit";
import * as work from "../../work.mjs";

runAsWorker((/** @type {string} */ name, /** @type {any[]} */ ...args) =>
  /** @type {Record<string, Function>} */ (/** @type {unknown} */ (work))[name]?.(...args),
);
