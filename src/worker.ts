/** What the thread loads. */
import { prepareThread, threadPlatform } from "#thread-platform";
import { Server } from "./bridge/server.ts";

prepareThread();
const server = new Server(threadPlatform);
await server.start();
