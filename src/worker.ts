/** What the thread loads. */
import { startThread } from "#thread-platform";
import { Server } from "./in-thread/server.ts";

startThread((platform) => void new Server(platform).start());
