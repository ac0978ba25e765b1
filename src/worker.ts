/** What the thread loads. */
import { prepareThread, threadPlatform } from "#thread-platform";
import { Server } from "./bridge/server.ts";

prepareThread();
void new Server(threadPlatform).start();
