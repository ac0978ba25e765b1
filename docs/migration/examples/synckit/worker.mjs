import { format } from "prettier";
import { runAsWorker } from "synckit";

runAsWorker((source, options) => format(source, options));
