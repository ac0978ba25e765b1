export default {
  entry: "main.js",
  deps: { alwaysBundle: ["miniasync"] },
};
