/**
 * A table of Markdown, as the formatter wants it.
 * @param {readonly (readonly string[])[]} lines the first is the head
 */
export function aligned([head = [], ...lines]) {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines]
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}
