import { parentPort } from "node:worker_threads";
import * as work from "../../work.mjs";

const { expose } = await import(String("comlink"));
const { default: nodeEndpoint } = await import(String("comlink/dist/esm/node-adapter.mjs"));

expose(work, nodeEndpoint(parentPort));
