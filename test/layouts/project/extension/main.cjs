// An extension: what it registers is called synchronously.
const vscode = require("vscode");
const { coroutine, load, run } = require("miniasync");

const near = load("near");
const slow = coroutine(async (ms) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return "slow";
});

exports.activate = async () => {
  vscode.languages.registerFormatter((text) => run(near.shout(text), slow(20)));
};
