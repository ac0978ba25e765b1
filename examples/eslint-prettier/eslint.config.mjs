import { plugin } from "./plugin.mjs";

export default [{ files: ["**/*.js"], plugins: { prettier: plugin }, rules: { "prettier/format": "error" } }];
