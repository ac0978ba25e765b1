export default {
  mode: "production",
  target: "node",
  entry: "./main.js",
  output: { filename: "main.mjs", module: true },
  module: { parser: { javascript: { import: false } } },
};
