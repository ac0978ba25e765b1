export default {
  mode: "production",
  target: "node",
  entry: "./main.js",
  experiments: { outputModule: true },
  output: { filename: "main.mjs", module: true },
  module: { parser: { javascript: { import: false } } },
};
