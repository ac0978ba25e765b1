// Two files are compiled by Babel's synchronous API, with the plug-in of plugin.mjs: one is right, one has a mistake in its SQL.
import { fileURLToPath } from "node:url";
import { transformFileSync } from "@babel/core";
import { checkedSql } from "./plugin.mjs";

const schema = `
  create table customer (id int primary key, name text not null, city text not null);
  create table purchase (customer int not null references customer, day date not null, cents int not null);
`;

for (const name of ["report.js", "typo.js"]) {
  console.log(`${name}:`);
  try {
    const result = transformFileSync(fileURLToPath(new URL(`code/${name}`, import.meta.url)), {
      babelrc: false,
      configFile: false,
      comments: false,
      highlightCode: false,
      plugins: [[checkedSql, { schema }]],
    });
    console.log(`${result?.code}\n`);
  } catch (error) {
    console.log(/** @type {Error} */ (error).message.replace(/^.*: SQL/, "SQL"));
  }
}
