/** Classes of Node whose instances are copied with their class; types only. */
import type { Buffer } from "node:buffer";
import type { Dirent, StatsBase, StatsFsBase } from "node:fs";
import type { URL as NodeUrl } from "node:url";
import type { MessagePort } from "node:worker_threads";

/** What structured clone would lose of Node's classes, and the bridge keeps. */
// biome-ignore lint/suspicious/noExplicitAny: of numbers, bigints, strings or Buffers alike
export type NodeClasses = Buffer | StatsBase<any> | StatsFsBase<any> | Dirent<any> | NodeUrl | MessagePort;
