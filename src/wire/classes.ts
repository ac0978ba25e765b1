/** Facts about a value that its prototypes tell, in whichever realm they were made. */

/** The name of a prototype's class; "" for none. */
export function nameOf(prototype: object): string {
  const maker = describe(prototype, "constructor")?.value as { name?: unknown } | undefined;
  return typeof maker?.name === "string" ? maker.name : "";
}

/**
 * The descriptor of what a prototype has of its own. With --frozen-intrinsics Node makes accessors of what the language's have, so
 * that objects may have properties of the same names. They are what they give.
 */
function describe(prototype: object, key: string | symbol): PropertyDescriptor | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  if (descriptor?.get === undefined || !Object.isFrozen(prototype)) return descriptor;
  try {
    const value: unknown = Reflect.get(prototype, key);
    return typeof value === "function" ? { value } : descriptor;
  } catch {
    return descriptor; // One that is for instances.
  }
}

/** The names of a value's classes, its own first, for messages and for matching. */
export function classNames(value: object): string[] {
  const names: string[] = [];
  for (const prototype of prototypesOf(value)) names.push(nameOf(prototype));
  return names;
}

/** The prototypes of a value, its own first, without Object.prototype. */
export function* prototypesOf(value: object): Iterable<object> {
  let prototype: object | null = Object.getPrototypeOf(value);
  while (prototype !== null && !isObjectPrototype(prototype)) {
    yield prototype;
    prototype = Object.getPrototypeOf(prototype);
  }
}

/** Whether a prototype is Object.prototype, of this or another realm. */
export function isObjectPrototype(prototype: object): boolean {
  return (
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf"))
  );
}

/** The methods that a class adds to the objects that it makes. */
interface Behaviour {
  /** Whether it or a class above it has a method. */
  readonly any: boolean;
  /** Whether it or a class above it has a method, classes of the language left out. */
  readonly own: boolean;
  /** Whether it is a class of the language or the runtime itself, which keeps its state where nobody sees it. */
  readonly native: boolean;
}

const known = new WeakMap<object, Behaviour>();

export function behaviourOf(prototype: object): Behaviour {
  let behaviour = known.get(prototype);
  if (behaviour === undefined) {
    behaviour = study(prototype);
    known.set(prototype, behaviour);
  }
  return behaviour;
}

function study(prototype: object): Behaviour {
  if (isObjectPrototype(prototype)) return { any: false, own: false, native: false };
  const above: object | null = Object.getPrototypeOf(prototype);
  const { any, own } = above === null ? { any: false, own: false } : behaviourOf(above);
  const native = isNative(prototype);
  const has = hasMethod(prototype);
  return { any: any || has, own: own || (has && !native), native };
}

function hasMethod(prototype: object): boolean {
  return Reflect.ownKeys(prototype).some(
    (key) => key !== "constructor" && typeof describe(prototype, key)?.value === "function",
  );
}

function isNative(prototype: object): boolean {
  const maker: unknown = describe(prototype, "constructor")?.value;
  return typeof maker === "function" && /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(maker));
}

/** Names of the methods of a class and of those above it. */
export function methodsOf(prototype: object): string[] {
  const names = new Set<string>();
  const hidden = new Set<string>(["constructor"]);
  for (const proto of [prototype, ...prototypesOf(prototype)]) {
    if (isObjectPrototype(proto)) break;
    for (const key of Object.getOwnPropertyNames(proto)) {
      if (hidden.has(key) || names.has(key)) continue;
      if (typeof describe(proto, key)?.value === "function") names.add(key);
      else hidden.add(key);
    }
  }
  return [...names];
}

/** Names of the accessors above an instance: what its class shows of it. */
export function accessorsOf(value: object): string[] {
  const names: string[] = [];
  for (const proto of prototypesOf(value)) {
    for (const key of Object.getOwnPropertyNames(proto)) {
      const isAccessor = describe(proto, key)?.get !== undefined;
      if (isAccessor && !Object.hasOwn(value, key) && !names.includes(key)) names.push(key);
    }
  }
  return names;
}

export function isDomException(value: object): boolean {
  return typeof DOMException !== "undefined" && value instanceof DOMException;
}
