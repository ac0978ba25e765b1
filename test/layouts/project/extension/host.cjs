// What the extension host of VS Code does to an extension, as far as it can be had without VS Code: a child process with a channel to its
// parent and without a terminal, which loads the extension by require(), hands it a module that is in no file, lets it neither end nor
// crash the process, makes the stacks of errors itself, and sends on what the console writes.
const Module = require("node:module");

const formatters = [];
const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === "vscode") return { languages: { registerFormatter: (format) => formatters.push(format) } };
  return load.call(this, name, ...rest);
};
process.exit = () => console.warn("An extension called process.exit(): it is prevented");
process.crash = process.exit;
process.env.ELECTRON_RUN_AS_NODE = "1";
Error.stackTraceLimit = 100;
Error.prepareStackTrace = (error, sites) => `${error}${sites.map((site) => `\n\tat ${site}`).join("")}`;
for (const name of ["log", "warn", "error"])
  console[name] = (...args) => process.send({ type: "console", name, text: args.join(" ") });
process.on("uncaughtException", (error) => console.error(error.stack));
process.on("unhandledRejection", (error) => console.error(error.stack));

process.on("message", async ({ type, file, text }) => {
  if (type === "activate") await require(file).activate();
  else if (type === "format") process.send({ type: "formatted", results: formatters.map((format) => format(text)) });
  if (type === "activate") process.send({ type: "activated" });
});
