/**
 * Classes of the language by which schemas say what type a value has, by their names: each is itself on the other side. Taken when this
 * file is loaded: tests put another Date in its place.
 */
export const languageClasses: Readonly<Record<string, object>> = {
  Array,
  BigInt,
  Boolean,
  Date,
  Function,
  Map,
  Number,
  Object,
  Promise,
  RegExp,
  Set,
  String,
  Symbol,
  Uint8Array,
};
