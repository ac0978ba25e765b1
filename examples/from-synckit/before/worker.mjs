import { format } from "prettier";
import { runAsWorker } from "synckit";

runAsWorker((css) => format(css, { parser: "css" }));
