/** What the thread loads. */
import { prepareThread, threadPlatform } from "#thread-platform";
import { Server } from "./bridge/server.ts";

prepareThread();
const server = new Server(threadPlatform);
for (const specifier of threadPlatform.boot.imports) await threadPlatform.import(specifier, undefined);
server.start();
