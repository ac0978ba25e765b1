/** The program is run by tsx, as `tsx main.ts` or `node --import tsx main.ts`: so a flag says. */
const flag =
  /^(?:--(?:import|loader|experimental-loader)=)?(tsx(?:\/esm)?|file:.*\/tsx\/dist\/(?:loader|esm\/index)\.mjs)$/;

/**
 * What a thread has to import first, so that it can load TypeScript as its caller does. In Node 20 the hooks of tsx are those of the main
 * thread alone; later, threads have them from their caller.
 * @param flags of Node, for the thread.
 */
export function tsxHooks(flags: readonly string[]): readonly string[] {
  if (!process.version.startsWith("v20.")) return [];
  const all = [...flags, ...(process.env.NODE_OPTIONS ?? "").split(" ")];
  const loader = all
    .filter((text) => text.includes("tsx"))
    .map((text) => flag.exec(text)?.[1])
    .find((found) => found !== undefined);
  if (loader === undefined) return [];
  const { createRequire } = process.getBuiltinModule("node:module");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  try {
    const from = loader.startsWith("file:") ? loader : pathToFileURL("main.mjs");
    const manifest = pathToFileURL(createRequire(from).resolve("tsx/package.json"));
    const api = JSON.stringify(new URL("dist/esm/api/index.mjs", manifest).href);
    return [`data:text/javascript,import { register } from ${encodeURIComponent(api)}; register();`];
  } catch {
    return []; // Another tsx. The error of the file that cannot be loaded says more.
  }
}
