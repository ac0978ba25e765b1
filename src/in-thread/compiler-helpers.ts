/**
 * Functions that compilers write into the file of a function, or import, and that its text calls by name. The thread has the text alone,
 * so it has these, too. They do what each compiler has agreed with itself; here they are by the features that they stand in for.
 */
type Fn = (...args: unknown[]) => unknown;
type AnyGenerator = Generator<unknown, unknown, unknown>;
type MakesGenerator = (...args: unknown[]) => AnyGenerator;
type Key = string | number | symbol;
type Bag = Record<Key, unknown>;

/* async functions, as generators that yield what they wait for: __awaiter (tsc), __async (esbuild), _async_to_generator (swc) */

function drive(steps: AnyGenerator): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const go = (method: "next" | "throw", given: unknown): void => {
      try {
        const { done, value } = steps[method](given);
        if (done) resolve(value);
        else
          Promise.resolve(value).then(
            (result) => go("next", result),
            (error) => go("throw", error),
          );
      } catch (error) {
        reject(error);
      }
    };
    go("next", undefined);
  });
}

const runAsync = (on: unknown, args: unknown[] | undefined, make: MakesGenerator): Promise<unknown> =>
  drive(make.apply(on, [...(args ?? [])]));

function asyncFunction(make: MakesGenerator): Fn {
  return function (this: unknown, ...args: unknown[]) {
    return drive(make.apply(this, args));
  };
}

/* async generators, as generators that yield what they give, and marked what they wait for */

class Awaited {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Called with `new` by some. */
function mark(value: unknown): Awaited {
  return new Awaited(value);
}

async function* flow(steps: AnyGenerator): AsyncGenerator<unknown, unknown, unknown> {
  let step = steps.next();
  const advance = async (): Promise<void> => {
    while (!step.done && step.value instanceof Awaited) {
      let given: unknown;
      try {
        given = await step.value.value;
      } catch (error) {
        step = steps.throw(error);
        continue;
      }
      step = steps.next(given);
    }
  };
  for (;;) {
    await advance();
    if (step.done) return step.value;
    let resumed = true;
    let given: unknown;
    try {
      resumed = false;
      given = yield step.value;
      resumed = true;
    } catch (error) {
      resumed = true;
      step = steps.throw(error);
      continue;
    } finally {
      if (!resumed) {
        step = steps.return(undefined); // The consumer has left: what cleans up may wait.
        await advance();
      }
    }
    step = steps.next(given);
  }
}

const asyncGenerator = (on: unknown, args: unknown[] | undefined, make: MakesGenerator): unknown =>
  flow(make.apply(on, [...(args ?? [])]));

function asyncGeneratorFunction(make: MakesGenerator): Fn {
  return function (this: unknown, ...args: unknown[]) {
    return flow(make.apply(this, args));
  };
}

/** The async iterator of anything that `for await` takes. */
function iteratorOf(source: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterator<unknown> {
  const open = (source as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator];
  if (open !== undefined) return open.call(source);
  return (async function* () {
    yield* source;
  })();
}

/** `yield*` of an async iterator in such a generator. */
function* delegate(source: AsyncIterator<unknown>): AnyGenerator {
  let ended = false;
  try {
    let given: unknown;
    let failed = false;
    for (;;) {
      const step = failed && source.throw !== undefined ? source.throw(given) : source.next(given);
      const { done, value } = (yield new Awaited(step)) as IteratorResult<unknown>;
      if (done) {
        ended = true;
        return value;
      }
      try {
        given = yield value;
        failed = false;
      } catch (error) {
        given = error;
        failed = true;
      }
    }
  } finally {
    if (!ended) yield new Awaited(source.return?.());
  }
}

const yieldAll = (source: AsyncIterable<unknown>): AnyGenerator => delegate(iteratorOf(source));

/* `using` and `await using` */

interface Resource {
  readonly async: boolean;
  readonly dispose: (() => unknown) | undefined;
}

function resource(value: unknown, async: boolean): Resource | undefined {
  if (value === null || value === undefined) return async ? { async, dispose: undefined } : undefined;
  const { asyncDispose = Symbol.for("Symbol.asyncDispose"), dispose = Symbol.for("Symbol.dispose") } =
    Symbol as unknown as Record<string, symbol | undefined>;
  const found = (async ? (value as Bag)[asyncDispose] : undefined) ?? (Object(value) as Bag)[dispose];
  if (typeof found !== "function") throw new TypeError("Cannot use it: it has no method of Symbol.dispose");
  return { async, dispose: () => found.call(value) };
}

/** Dispose of the last first. @throws the error that there was before, or the first of these, each suppressing the one before it. */
function disposeAll(resources: Resource[], failure: { error: unknown } | undefined): unknown {
  let failed = failure;
  const fail = (error: unknown): void => {
    failed = { error: failed === undefined ? error : suppressing(error, failed.error) };
  };
  const next = (): unknown => {
    for (let last = resources.pop(); last !== undefined; last = resources.pop()) {
      try {
        const result = last.dispose?.();
        if (last.async) return Promise.resolve(result).catch(fail).then(next);
      } catch (error) {
        fail(error);
      }
    }
    if (failed !== undefined) throw failed.error;
    return undefined;
  };
  return next();
}

function suppressing(error: unknown, suppressed: unknown): unknown {
  const { SuppressedError } = globalThis as { SuppressedError?: new (error: unknown, suppressed: unknown) => unknown };
  if (SuppressedError !== undefined) return new SuppressedError(error, suppressed);
  return Object.assign(new Error("An error was thrown while disposing after another one"), { error, suppressed });
}

function keepResource(resources: Resource[], value: unknown, async: boolean): unknown {
  const made = resource(value, async);
  if (made !== undefined) resources.push(made);
  return value;
}

/** The scope of a block, as tsc has it. */
interface Scope {
  readonly stack: Resource[];
  readonly error: unknown;
  readonly hasError: boolean;
}
const addToScope = (scope: Scope, value: unknown, async: boolean): unknown => keepResource(scope.stack, value, async);
const disposeScope = ({ stack, error, hasError }: Scope): unknown =>
  disposeAll(stack, hasError ? { error } : undefined);
const disposeStack = (stack: Resource[], error: unknown, hasError: boolean | undefined): unknown =>
  disposeAll(stack, hasError ? { error } : undefined);

/** swc and Babel: `u` keeps a resource, `a` an asynchronous one, `e` is set to an error, `d` disposes. */
function usingContext(): object {
  const resources: Resource[] = [];
  const none = {};
  return {
    e: none,
    u: (value: unknown) => keepResource(resources, value, false),
    a: (value: unknown) => keepResource(resources, value, true),
    d(this: { e: unknown }) {
      return disposeAll(resources, this.e === none ? undefined : { error: this.e });
    },
  };
}

/* modules that are required where they were imported */

const isNamespace = (module: unknown): boolean => Object.prototype.toString.call(module) === "[object Module]";

function namespaceOf(module: unknown): unknown {
  if (isNamespace(module) || (module as { __esModule?: unknown } | null)?.__esModule === true) return module;
  const namespace: Bag = Object.create(null);
  if (typeof module === "object" || typeof module === "function") {
    for (const key of Object.keys(module ?? {})) {
      if (key !== "default")
        Object.defineProperty(namespace, key, { get: () => (module as Bag)[key], enumerable: true });
    }
  }
  namespace.default = module;
  return namespace;
}

const defaultOf = (module: unknown): unknown =>
  (module as { __esModule?: unknown } | null)?.__esModule === true ? module : { default: module };

function withCompiledExtension(path: unknown, keepsJsx?: boolean): unknown {
  if (typeof path !== "string" || !/^\.\.?\//.test(path) || /\.d(\.[^./]+)?\.[cm]?ts$/i.test(path)) return path;
  return path
    .replace(/\.tsx$/i, keepsJsx ? ".jsx" : ".js")
    .replace(/\.([cm]?)ts$/i, (_, kind: string) => `.${kind.toLowerCase()}js`);
}

/* private members, in maps by the object that has them */

type Private = WeakMap<object, unknown> | WeakSet<object>;
type Shared = { value: unknown } | Fn | undefined;

function requireMember(holds: boolean, action: string): void {
  if (!holds) throw new TypeError(`Cannot ${action} private member: the object's class did not declare it`);
}

/** tsc. `kind`: "a" for accessors, "m" for methods, "f" for fields, whose class is `state` if they are static. */
function getOfTsc(object: object, state: Private | Fn, kind?: string, member?: Shared): unknown {
  requireMember(kind === "a" ? member !== undefined : true, "read");
  requireMember(typeof state === "function" ? object === state : state.has(object), "read");
  if (kind === "m") return member;
  if (kind === "a") return (member as Fn).call(object);
  return member === undefined ? (state as WeakMap<object, unknown>).get(object) : (member as { value: unknown }).value;
}

function setOfTsc(object: object, state: Private | Fn, value: unknown, kind?: string, member?: Shared): unknown {
  requireMember(kind !== "m" && (kind === "a" ? member !== undefined : true), "write");
  requireMember(typeof state === "function" ? object === state : state.has(object), "write");
  if (kind === "a") (member as Fn).call(object, value);
  else if (member === undefined) (state as WeakMap<object, unknown>).set(object, value);
  else (member as { value: unknown }).value = value;
  return value;
}

function hasPrivate(state: Private | Fn, object: unknown): boolean {
  if ((typeof object !== "object" && typeof object !== "function") || object === null)
    throw new TypeError("Cannot use the operator in: what is on its right is no object");
  return typeof state === "function" ? object === state : state.has(object);
}

function addPrivate(object: object, state: Private, value?: unknown): unknown {
  if (state.has(object)) throw new TypeError("Cannot add private member: the object has it already");
  return state instanceof WeakSet ? state.add(object) : state.set(object, value);
}

/** esbuild. */
function getOfEsbuild(object: object, state: Private, getter?: Fn): unknown {
  requireMember(state.has(object), "read");
  return getter === undefined ? (state as WeakMap<object, unknown>).get(object) : getter.call(object);
}

function setOfEsbuild(object: object, state: Private, value: unknown, setter?: Fn): unknown {
  requireMember(state.has(object), "write");
  if (setter === undefined) (state as WeakMap<object, unknown>).set(object, value);
  else setter.call(object, value);
  return value;
}

function privateMethod(object: object, state: Private, method: Fn): Fn {
  requireMember(state.has(object), "call");
  return method;
}

const privateReference = (object: object, state: Private, setter?: Fn, getter?: Fn): object => ({
  get _() {
    return getOfEsbuild(object, state, getter);
  },
  set _(value: unknown) {
    setOfEsbuild(object, state, value, setter);
  },
});

/** swc: the map has a property's descriptor. */
function getOfSwc(object: object, state: WeakMap<object, PropertyDescriptor>): unknown {
  const found = state.get(object);
  requireMember(found !== undefined, "read");
  return found?.get === undefined ? found?.value : found.get.call(object);
}

function setOfSwc(object: object, state: WeakMap<object, PropertyDescriptor>, value: unknown): unknown {
  const found = state.get(object);
  requireMember(found !== undefined && (found.set !== undefined || found.writable === true), "write");
  if (found?.set !== undefined) found.set.call(object, value);
  else if (found !== undefined) found.value = value;
  return value;
}

const updateOfSwc = (object: object, state: WeakMap<object, PropertyDescriptor>): object => ({
  get value() {
    return getOfSwc(object, state);
  },
  set value(value: unknown) {
    setOfSwc(object, state, value);
  },
});

/** Static: the descriptor itself, with the class that has it. */
function staticOfSwc(
  object: unknown,
  owner: unknown,
  found: PropertyDescriptor,
): [object, WeakMap<object, PropertyDescriptor>] {
  requireMember(object === owner, "use");
  return [owner as object, new WeakMap([[owner as object, found]])];
}

const getStaticOfSwc = (object: unknown, owner: unknown, found: PropertyDescriptor): unknown =>
  getOfSwc(...staticOfSwc(object, owner, found));

const setStaticOfSwc = (object: unknown, owner: unknown, found: PropertyDescriptor, value: unknown): unknown =>
  setOfSwc(...staticOfSwc(object, owner, found), value);

const updateStaticOfSwc = (object: unknown, owner: unknown, found: PropertyDescriptor): object =>
  updateOfSwc(...staticOfSwc(object, owner, found));

function staticMethod(object: unknown, owner: unknown, method: Fn): Fn {
  requireMember(object === owner, "call");
  return method;
}

/* objects */

const define = (target: object, key: Key, value: unknown): object =>
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });

const defineAll = (target: object, ...sources: object[]): object => {
  for (const source of sources) Object.defineProperties(target, Object.getOwnPropertyDescriptors({ ...source }));
  return target;
};

const defineDescriptors = (target: object, source: object): object =>
  Object.defineProperties(target, Object.getOwnPropertyDescriptors(source));

const without = (source: object, keys: readonly Key[]): object => {
  const rest: Bag = { ...source };
  for (const key of keys) delete rest[key];
  return rest;
};

const keyOf = (key: unknown): unknown => (typeof key === "symbol" ? key : String(key));

const helpers: Readonly<Record<string, unknown>> = {
  __name: (target: unknown) => target,

  __awaiter: (on: unknown, args: unknown[] | undefined, _promise: unknown, make: MakesGenerator) =>
    runAsync(on, args, make),
  __async: runAsync,
  _async_to_generator: asyncFunction,
  _asyncToGenerator: asyncFunction,

  __await: mark,
  __asyncGenerator: asyncGenerator,
  __asyncDelegator: delegate,
  __asyncValues: iteratorOf,
  __forAwait: iteratorOf,
  __yieldStar: yieldAll,
  _await_async_generator: mark,
  _wrap_async_generator: asyncGeneratorFunction,
  _async_generator_delegate: delegate,
  _async_iterator: iteratorOf,

  __addDisposableResource: addToScope,
  __disposeResources: disposeScope,
  __using: keepResource,
  __callDispose: disposeStack,
  _ts_add_disposable_resource: addToScope,
  _ts_dispose_resources: disposeScope,
  _using_ctx: usingContext,
  _usingCtx: usingContext,

  __importStar: namespaceOf,
  __importDefault: defaultOf,
  __toESM: namespaceOf,
  __rewriteRelativeImportExtension: withCompiledExtension,
  _interop_require_wildcard: namespaceOf,
  _interop_require_default: defaultOf,
  _interopRequireWildcard: namespaceOf,
  _interopRequireDefault: defaultOf,

  __classPrivateFieldGet: getOfTsc,
  __classPrivateFieldSet: setOfTsc,
  __classPrivateFieldIn: hasPrivate,
  __privateGet: getOfEsbuild,
  __privateSet: setOfEsbuild,
  __privateAdd: addPrivate,
  __privateIn: hasPrivate,
  __privateMethod: privateMethod,
  __privateWrapper: privateReference,
  _class_private_field_get: getOfSwc,
  _class_private_field_set: setOfSwc,
  _class_private_field_update: updateOfSwc,
  _class_private_field_init: addPrivate,
  _class_private_method_get: privateMethod,
  _class_private_method_init: addPrivate,
  _class_static_private_field_spec_get: getStaticOfSwc,
  _class_static_private_field_spec_set: setStaticOfSwc,
  _class_static_private_field_update: updateStaticOfSwc,
  _class_static_private_method_get: staticMethod,

  __publicField: define,
  __assign: (target: object, ...sources: object[]) => Object.assign(target, ...sources),
  __rest: without,
  __spreadValues: defineAll,
  __spreadProps: defineDescriptors,
  __objRest: without,
  __restKey: keyOf,
  __propKey: keyOf,
  _define_property: define,
  _to_property_key: keyOf,
  _type_of: (value: unknown) => typeof value,
  _object_spread: defineAll,
  _object_spread_props: defineDescriptors,
  _object_without_properties: without,
};

/** Libraries of helpers, as what is required is called: `tslib_1.__awaiter(...)`. */
const libraries: readonly string[] = ["tslib_1", "tslib"];

/** The helpers that the text of a function names: their names, and what they are. */
export function helpersFor(source: string): readonly (readonly [name: string, helper: unknown])[] {
  const names = new Set(source.match(/[\w$]+/g));
  const found = Object.keys(helpers)
    .filter((name) => names.has(name))
    .map((name) => [name, callableBoth(helpers[name])] as const);
  return [...found, ...libraries.filter((name) => names.has(name)).map((name) => [name, helpers] as const)];
}

/** In CommonJS, swc calls helpers that it imports as `_helper._(...)`. */
function callableBoth(helper: unknown): unknown {
  return Object.assign(helper as Fn, { _: helper });
}

/** Whether a name that nobody has defined is probably of a compiler, which wrote it into the file of the function. */
export function isHelperName(name: string): boolean {
  return /^(__\w+|_[a-z]+(_[a-z]+)+|_[a-z]+[A-Z]\w*|tslib\w*|\w+__WEBPACK_\w+)$/.test(name);
}
