/** `"miniasync/trace"`: import it before the program, and a timeline of its runs is written to miniasync.trace.json. */
import { startTrace } from "./platform/node/trace-file.ts";

if (typeof process !== "undefined" && typeof process.getBuiltinModule === "function") startTrace();
