import { createSyncFn } from "synckit";

const format = createSyncFn(new URL("./worker.mjs", import.meta.url));

console.log(format("const  x={a:1}", { parser: "babel" }));
try {
  format("const", { parser: "babel" });
} catch (error) {
  console.log(error.name, error.loc.start);
}
