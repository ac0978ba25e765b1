// A Babel plug-in in one file: a database checks the SQL of a file as it is compiled. Babel's visitors are synchronous, and so is
// `transformSync`; databases are not.
import { load, run } from "miniasync";

/** @import { PluginObj, NodePath, types } from "@babel/core" */

/** @type {import("miniasync").Remote<typeof import("@electric-sql/pglite")>} */
const { PGlite, messages } = load("@electric-sql/pglite");

/** A database with the tables of a schema, and nothing in them: PostgreSQL as a library. One serves all files. */
const databaseOf = memoized((schema) => {
  const [database] = run(new PGlite());
  run(database.exec(schema));
  return database;
});

/**
 * Each sql`...` becomes { text, values, columns }, for a driver such as pg. One that the database refuses is an error of the compilation.
 * @param {{ types: typeof types }} babel
 * @param {{ schema: string }} options
 * @returns {PluginObj}
 */
export function checkedSql({ types: t }, { schema }) {
  return {
    name: "checked-sql",
    visitor: {
      Program(program) {
        /** @type {NodePath<types.TaggedTemplateExpression>[]} */
        const found = [];
        program.traverse({
          TaggedTemplateExpression(path) {
            if (path.get("tag").isIdentifier({ name: "sql" })) found.push(path);
          },
        });
        if (found.length === 0) return;
        const database = databaseOf(schema);
        const check = function* (/** @type {NodePath<types.TaggedTemplateExpression>} */ path) {
          const { quasis, expressions } = path.node.quasi;
          const text = quasis.map(({ value }, index) => (index === 0 ? "" : `$${index}`) + value.cooked).join("");
          const columns = [];
          try {
            const { resultFields } = yield* database.describeQuery(text);
            columns.push(...resultFields.map(({ name }) => name));
          } catch (error) {
            throw error instanceof messages.DatabaseError ? path.buildCodeFrameError(`SQL: ${error.message}`) : error;
          }
          const parts = {
            text: t.stringLiteral(text),
            values: t.arrayExpression(/** @type {types.Expression[]} */ (expressions)),
            columns: t.valueToNode(columns),
          };
          const properties = Object.entries(parts).map(([key, value]) => t.objectProperty(t.identifier(key), value));
          path.replaceWith(t.objectExpression(properties));
        };
        // All statements of the file at once; the first mistake ends the compilation.
        run(...found.map(check), { timeout: 30_000 });
      },
    },
  };
}

/**
 * @template T
 * @param {(key: string) => T} make
 */
function memoized(make) {
  /** @type {Map<string, T>} */
  const made = new Map();
  return (/** @type {string} */ key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
