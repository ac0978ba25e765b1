import { isObjectPrototype } from "../wire/classes.ts";
import type { Looked, MemberKind } from "../wire/protocol.ts";

interface Name {
  readonly kind: MemberKind;
  /** It is of the object's own, and enumerable. */
  readonly listed: boolean;
}

/** So deep functions are looked for in an object: prettier.doc.printer.printDocToString. */
const deepest = 4;

/**
 * What a value of a module is, and which names it has. No getter is asked, for one may load half a package, or throw.
 * `module`: it is a module's namespace, whose names are looked up on its default export, too, if it is CommonJS.
 */
export function lookAt(value: unknown, module: boolean): Looked {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { is: "value", names: [], kinds: [], enumerable: 0 };
  const names = namesOf(value);
  if (module) addExports(names, value);
  const listed = [...names].sort(([, a], [, b]) => Number(b.listed) - Number(a.listed));
  return {
    is: module ? "names" : kindOf(value, 0),
    names: listed.map(([key]) => key),
    kinds: listed.map(([, { kind }]) => kind),
    enumerable: listed.filter(([, name]) => name.listed).length,
  };
}

/** Its own names, and those of the objects above it that are of no class of the language. */
function namesOf(value: object): Map<string, Name> {
  const names = new Map<string, Name>();
  for (let on: object | null = value; on !== null && !isBase(on); on = Object.getPrototypeOf(on)) {
    for (const key of Object.getOwnPropertyNames(on)) {
      if (names.has(key) || (on !== value && key === "constructor")) continue;
      names.set(key, nameOf(on, key, on === value));
    }
  }
  return names;
}

function isBase(prototype: object): boolean {
  return isObjectPrototype(prototype) || prototype === Function.prototype;
}

function nameOf(on: object, key: string, own: boolean): Name {
  try {
    const { enumerable = false, get, value } = Object.getOwnPropertyDescriptor(on, key) ?? {};
    return { kind: get === undefined ? kindOf(value, 0) : "getter", listed: own && enumerable };
  } catch {
    return { kind: "value", listed: own }; // Of a module that is still being evaluated: to read it throws.
  }
}

/**
 * Names that Node does not see in a CommonJS module can be found on its default export, which is module.exports. They are listed, unless
 * the namespace has something else: then it is an ES module.
 */
function addExports(names: Map<string, Name>, namespace: object): void {
  names.delete("module.exports"); // Newer versions of Node list it.
  const exports: unknown = (namespace as { default?: unknown }).default;
  if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return;
  const more = namesOf(exports);
  const isCommonJS = [...names.keys()].every((key) => key === "default" || more.has(key));
  for (const [key, { kind, listed }] of more)
    if (!names.has(key)) names.set(key, { kind, listed: listed && isCommonJS });
}

function kindOf(value: unknown, depth: number): MemberKind {
  if (typeof value === "function") return "function";
  return typeof value === "object" && value !== null && hasNames(value, depth) ? "names" : "value";
}

/** Whether an object is there for the functions in it. Instances of classes are things of their own. */
function hasNames(value: object, depth: number): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null && Object.prototype.toString.call(value) === "[object Module]") return true;
  if ((prototype !== null && !isObjectPrototype(prototype)) || depth === deepest) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).some(
    ({ get, value }) => get !== undefined || kindOf(value, depth + 1) !== "value",
  );
}
