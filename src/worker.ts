/** The thread's program: it serves the caller. */
import { startThread } from "#thread-platform";
import { Server } from "./in-thread/server.ts";

startThread((platform) => {
  // Modules that run here as well as elsewhere ask for it. (docs/guide/04-async-code.md)
  Object.defineProperty(globalThis, Symbol.for("miniasync.thread"), { value: true });
  void new Server(platform).start();
});
