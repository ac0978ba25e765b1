/** The thread's program: it serves the caller. */
import { startThread } from "#thread-platform";
import { Server } from "./in-thread/server.ts";

startThread((platform) => void new Server(platform).start());
