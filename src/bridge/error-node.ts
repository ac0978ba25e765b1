import { Path } from "./border.ts";
import { classNames } from "./classes.ts";
import type { TableEncoder } from "./encode.ts";
import { isDomException, textOf } from "./platform-objects.ts";
import type { ErrorNode } from "./table.ts";

/** All of an error that can be had. What cannot be read or sent is left out: an error must arrive. */
export function errorNode(error: Error, path: Path, table: TableEncoder): ErrorNode {
  const read = (key: string): unknown => {
    try {
      return (error as unknown as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  const named = Object.getOwnPropertyNames(error).filter((key) => key !== "stack" && key !== "message");
  const visible = named.filter((key) => Object.prototype.propertyIsEnumerable.call(error, key));
  const hidden = named.filter((key) => !visible.includes(key));
  if (isDomException(error)) hidden.push("name");
  // Errors of Bun inherit it, and so may those of a class that the other side does not know.
  else if (!named.includes("code") && typeof read("code") === "string") hidden.push("code");
  const keys = [...visible, ...hidden];
  const { twins } = table.border;
  return {
    kind: "error",
    twin: twins.numberOf(error),
    yours: twins.theirNumberOf(error),
    chain: classNames(error),
    classes: table.border.classesOf(error),
    name: textOf(read("name")),
    message: textOf(read("message")),
    stack: table.slot(read("stack"), new Path(path, "stack", true)),
    keys,
    values: keys.map((key) => table.slot(read(key), new Path(path, key, true))),
    symbols: table.symbols(error, new Path(path, "", true)),
    enumerable: visible.length,
  };
}
