/**
 * For code that is not compiled.
 * @param {TemplateStringsArray} parts
 * @param {unknown[]} values
 */
export function sql(parts, ...values) {
  return { text: parts.map((part, index) => (index === 0 ? "" : `$${index}`) + part).join(""), values };
}
