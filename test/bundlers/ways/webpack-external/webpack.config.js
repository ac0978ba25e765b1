export default {
  mode: "production",
  target: "node",
  entry: "./main.js",
  output: { filename: "main.cjs" },
  externals: { miniasync: "commonjs miniasync" },
};
