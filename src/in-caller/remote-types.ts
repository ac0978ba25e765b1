/// <reference lib="esnext.disposable" preserve="true" />
// biome-ignore-all lint/suspicious/noExplicitAny: patterns that match any function are written with any
import type { Coroutine } from "../kernel/coroutine.ts";
import type { Declared, NodeClasses } from "../platform/platform.ts";

/** The types of a module as they look from the caller. */

declare const instance: unique symbol;

type Primitive = string | number | bigint | boolean | null | undefined | void | symbol;

/**
 * Classes whose instances are copied with their class. Add your own by declaration merging, together with `data` of `load()`.
 */
export interface CopiedClasses {
  /** Of the language and the web platform. */
  builtins:
    | Date
    | RegExp
    | Error
    | ArrayBuffer
    | SharedArrayBuffer
    | ArrayBufferView
    | Declared<Blob>
    | Declared<URL>
    | Declared<URLSearchParams>
    | Declared<Headers>
    | Declared<FormData>
    | Declared<AbortSignal>;
  /** Of Node. */
  node: NodeClasses;
}

type Copied = CopiedClasses[keyof CopiedClasses];
type IsAny<T> = 0 extends 1 & T ? true : false;
type Fn = (...args: never) => unknown;

/** True when a member, own or inherited, optional or not, can be called: the thing has behaviour. */
type HasMethod<T> = keyof {
  [K in keyof T as MethodKey<T, K>]: true;
} extends never
  ? false
  : true;

/** Not for index signatures, which would hide the names beside them. */
type MethodKey<T, K extends keyof T> = string extends K
  ? never
  : number extends K
    ? never
    : IsAny<T[K]> extends true
      ? never
      : NonNullable<T[K]> extends Fn
        ? K
        : never;

/** The type of a T of the thread when it arrives: data is copied, things with behaviour are handles, promises are coroutines. */
export type Remoted<T> =
  IsAny<T> extends true
    ? any
    : unknown extends T
      ? unknown
      : T extends Primitive | Copied
        ? T
        : T extends PromiseLike<infer R>
          ? Coroutine<Remoted<R>>
          : T extends Fn
            ? RemoteFunction<T>
            : T extends abstract new (
                  ...args: any
                ) => unknown
              ? RemoteClass<T>
              : RemotedObject<T>;

type RemotedObject<T> = T extends readonly unknown[] | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
  ? false extends Plain<T>
    ? RemotedCollection<T>
    : T
  : HasMethod<T> extends true
    ? Handle<T>
    : false extends Plain<T>
      ? { [K in keyof T]: Remoted<T[K]> }
      : T;

type RemotedCollection<T> = T extends readonly unknown[]
  ? { [K in keyof T]: Remoted<T[K]> }
  : T extends Map<infer K, infer V>
    ? Map<Remoted<K>, Remoted<V>>
    : T extends Set<infer V>
      ? Set<Remoted<V>>
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<Remoted<K>, Remoted<V>>
        : T extends ReadonlySet<infer V>
          ? ReadonlySet<Remoted<V>>
          : never;

/**
 * True when every part, four levels down, is plain: such a type keeps its own name. Deeper ones are mapped. One that comes back to itself
 * is as plain as the rest of it; were it an array, mapping it would never end, as of the usual types of JSON.
 */
type Plain<T, Depth extends 0[] = [], Outer = never> = Depth["length"] extends 4
  ? false
  : IsAny<T> extends true
    ? true
    : T extends Primitive | Copied
      ? true
      : T extends Fn | PromiseLike<any>
        ? false
        : Only<T> extends Outer
          ? true
          : T extends readonly (infer E)[] | ReadonlySet<infer E>
            ? Plain<E, [...Depth, 0], Outer | Only<T>>
            : T extends ReadonlyMap<infer K, infer V>
              ? Plain<K | V, [...Depth, 0], Outer | Only<T>>
              : string extends keyof T
                ? unknown extends T[keyof T & string]
                  ? true // Anything may be in it: left as it is called.
                  : Plain<T[keyof T & string], [...Depth, 0], Outer | Only<T>>
                : { [K in keyof T]-?: Plain<T[K], [...Depth, 0], Outer> }[keyof T];

/** Assignable to that of the same type alone. */
type Only<T> = (value: T) => T;

/** Anything here that stands for a T in a thread: a handle, a function, a class. */
export interface RemoteRef<out T> {
  /** Never there at run time. */
  readonly [instance]: T;
}

/**
 * A thing that stays in its thread. Its methods are coroutines; every other property is read at once, in one round trip, and
 * crosses as a result does. `[Symbol.dispose]` lets the thread forget it; it does not close the thing itself.
 */
export type Handle<T> = {
  readonly [K in keyof T as K extends typeof Symbol.dispose | typeof Symbol.asyncDispose ? never : K]: Remoted<T[K]>;
} & RemoteRef<T> &
  Disposable;

/** The type of an argument where a remote function wants a P: a P, a handle of one, for a callback a generator function, too. */
export type Arg<P, Depth extends 0[] = []> =
  IsAny<P> extends true
    ? any
    : unknown extends P
      ? P
      : P extends Primitive | Copied
        ? P
        : Depth["length"] extends 4
          ? P | RemoteRef<P>
          : P extends (...args: infer A) => infer R
            ? Callback<A, R> | RemoteRef<P>
            : P extends abstract new (
                  ...args: any
                ) => any
              ? RemoteRef<P>
              : P extends readonly unknown[]
                ? ArgParts<P, [...Depth, 0]>
                : [Plain<P>, string extends keyof P ? false : true] extends [true, true]
                  ? P
                  : P | RemoteRef<Like<P>> | ArgParts<P, [...Depth, 0]>;

/**
 * A thing with the methods of a P, whatever their types, and with its data. Where the pattern has lost type parameters, those of the methods
 * would fit nothing: a command of AWS takes its own input, and the client wants one that takes any.
 */
type Like<P> = HasMethod<P> extends true ? { [K in keyof P]: Behaves<P[K]> extends true ? any : P[K] } : P;

type Behaves<T> = IsAny<T> extends true ? true : NonNullable<T> extends Fn ? true : HasMethod<NonNullable<T>>;

/** With a name of its own, so that an editor shows that instead of all the parts. */
type ArgParts<P, Depth extends 0[]> = { [K in keyof P]: Arg<P[K], Depth> };

type Callback<A extends unknown[], R> =
  | ((...args: RemotedArgs<A>) => R extends PromiseLike<infer V> ? V : R)
  | (IsAny<R> extends true
      ? (...args: RemotedArgs<A>) => Coroutine<unknown>
      : [R] extends [void]
        ? (...args: RemotedArgs<A>) => Coroutine<void>
        : Extract<R, PromiseLike<any>> extends never
          ? never
          : (...args: RemotedArgs<A>) => Coroutine<Awaited<R>>);

type RemotedArgs<A extends unknown[]> = { [K in keyof A]: Remoted<A[K]> };

/**
 * A parameter that could be nothing but undefined is one whose type the pattern has lost: with type parameters become their
 * constraints, `values?: V extends unknown[] ? V : never` is `undefined`. It takes anything, then.
 */
export type Args<A> = A extends unknown[] ? { [K in keyof A]: [A[K]] extends [undefined] ? any : Arg<A[K]> } : never;

type Signature<A, R> = A extends any[]
  ? (...args: Args<A> extends infer B extends any[] ? B : never) => Called<R>
  : unknown;

/**
 * A call of a function that gives an R: a coroutine of its result. Methods of that can be called on the call itself, and so can those
 * that a promise has besides `then`.
 */
export type Called<R> =
  IsAny<R> extends true
    ? Coroutine<any> & { readonly [method: string]: any }
    : [Awaited<R>] extends [Primitive | Copied | readonly unknown[]]
      ? Coroutine<Remoted<Awaited<R>>> & PromiseMethods<R>
      : Coroutine<Remoted<Awaited<R>>> & PromiseMethods<R> & Chained<Awaited<R>>;

/** The methods of a result, which are there before it is. */
type Chained<T> = T extends object
  ? {
      readonly [K in Exclude<MethodsOf<T>, keyof PromiseLike<any> | "catch" | "finally">]: Remoted<T[K]>;
    }
  : unknown;

type MethodsOf<T> = keyof { [K in keyof T as MethodKey<T, K>]: true } & string & keyof T;

/** Only for promises that are more than promises, such as those of got: most are not. */
type PromiseMethods<R> =
  R extends Promise<any>
    ? Promise<any> extends R
      ? unknown
      : [Exclude<MethodsOf<R>, keyof Promise<any>>] extends [never]
        ? unknown
        : Chained<R>
    : unknown;

/**
 * The overloads of a function, up to twenty-eight, from the last. Where a pattern has more places than there are overloads, the first one
 * fills those, too. Most functions have few: then a small pattern is enough, and the compiler has less to do.
 *
 * `| object` lets every function in. With type parameters become their constraints, a function is not always assignable to what has been
 * inferred from it, such as one whose result depends on its argument by a conditional type.
 */
type Overloads<F> = F extends
  | {
      (...a: infer A1): infer R1;
      (...a: infer A2): infer R2;
      (...a: infer A3): infer R3;
      (...a: infer A4): infer R4;
    }
  | object
  ? Same<[A1, R1], [A2, R2]> extends true
    ? [[A2, R2], [A3, R3], [A4, R4]]
    : ManyOverloads<F>
  : never;

type ManyOverloads<F> = F extends
  | {
      (...a: infer A1): infer R1;
      (...a: infer A2): infer R2;
      (...a: infer A3): infer R3;
      (...a: infer A4): infer R4;
      (...a: infer A5): infer R5;
      (...a: infer A6): infer R6;
      (...a: infer A7): infer R7;
      (...a: infer A8): infer R8;
      (...a: infer A9): infer R9;
      (...a: infer A10): infer R10;
      (...a: infer A11): infer R11;
      (...a: infer A12): infer R12;
      (...a: infer A13): infer R13;
      (...a: infer A14): infer R14;
      (...a: infer A15): infer R15;
      (...a: infer A16): infer R16;
      (...a: infer A17): infer R17;
      (...a: infer A18): infer R18;
      (...a: infer A19): infer R19;
      (...a: infer A20): infer R20;
      (...a: infer A21): infer R21;
      (...a: infer A22): infer R22;
      (...a: infer A23): infer R23;
      (...a: infer A24): infer R24;
      (...a: infer A25): infer R25;
      (...a: infer A26): infer R26;
      (...a: infer A27): infer R27;
      (...a: infer A28): infer R28;
    }
  | object
  ? [
      [A1, R1],
      [A2, R2],
      [A3, R3],
      [A4, R4],
      [A5, R5],
      [A6, R6],
      [A7, R7],
      [A8, R8],
      [A9, R9],
      [A10, R10],
      [A11, R11],
      [A12, R12],
      [A13, R13],
      [A14, R14],
      [A15, R15],
      [A16, R16],
      [A17, R17],
      [A18, R18],
      [A19, R19],
      [A20, R20],
      [A21, R21],
      [A22, R22],
      [A23, R23],
      [A24, R24],
      [A25, R25],
      [A26, R26],
      [A27, R27],
      [A28, R28],
    ]
  : never;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Signatures<L> = L extends [[infer A, infer R], ...infer Rest]
  ? (unknown[] extends A ? (unknown extends R ? unknown : Signature<A, R>) : Signature<A, R>) & Signatures<Rest>
  : unknown;

type Members<F> = { readonly [K in keyof F as Exclude<K, "prototype">]: RemoteMember<F[K]> };

/** A function of a thread: calling it gives a coroutine. */
export type RemoteFunction<F> = Signatures<Overloads<F>> & Members<F> & RemoteRef<F> & Disposable;

/** Up to four overloads of a constructor. */
type ConstructorOverloads<C> = C extends
  | {
      new (...a: infer A1): infer I1;
      new (...a: infer A2): infer I2;
      new (...a: infer A3): infer I3;
      new (...a: infer A4): infer I4;
    }
  | object
  ? [[A1, I1], [A2, I2], [A3, I3], [A4, I4]]
  : never;

type ConstructorSignatures<L> = L extends [[infer A, infer I], ...infer Rest]
  ? (unknown[] extends A ? (unknown extends I ? unknown : ConstructorSignature<A, I>) : ConstructorSignature<A, I>) &
      ConstructorSignatures<Rest>
  : unknown;

type ConstructorSignature<A, I> = A extends any[]
  ? new (
      ...args: Args<A> extends infer B extends any[] ? B : never
    ) => Called<I>
  : unknown;

/** A class of a thread: `new` gives a coroutine of a handle, and `instanceof` knows its instances and its errors. */
export type RemoteClass<C> = ConstructorSignatures<ConstructorOverloads<C>> &
  (C extends Fn ? Signatures<Overloads<C>> : unknown) &
  Members<C> &
  RemoteRef<C> & {
    /** Whether `value` is a handle of an instance, or an error of this class, in the thread it came from. */
    [Symbol.hasInstance](value: unknown): value is InstanceOf<C>;
  };

/** The instances of a class, also of an abstract one. */
type InstanceOf<C> = C extends Prototyped<infer I> ? I : never;
interface Prototyped<I = unknown> {
  /** As every class has one. */
  prototype: I;
}

/** A name in a module that need not be loaded yet: functions, classes and namespaces; plain values are coroutines. */
export type RemoteMember<T> =
  IsAny<T> extends true
    ? any
    : T extends Prototyped & (abstract new (...a: any) => unknown)
      ? RemoteClass<T>
      : T extends Fn
        ? RemoteFunction<T>
        : T extends Primitive | Copied | readonly unknown[]
          ? Coroutine<Remoted<T>>
          : T extends object
            ? { readonly [K in keyof T]: RemoteMember<T[K]> } & Coroutine<Remoted<T>>
            : Coroutine<Remoted<T>>;

/** A module as `load()` gives it. */
export type Remote<M> = { readonly [K in keyof M]: RemoteMember<M[K]> };

/** How a remote thing looks when its functions block. */

/** The blocking view of a remote thing: what gives a coroutine there gives its result here. */
export type Sync<R> =
  IsAny<R> extends true
    ? any
    : unknown extends R
      ? unknown
      : R extends Coroutine<infer T>
        ? Sync<T>
        : R extends Primitive | Copied
          ? R
          : R extends (...args: any) => any
            ? SyncSignatures<Overloads<R>> & SyncConstructors<R> & SyncMembers<R> & Reference<R>
            : R extends abstract new (
                  ...args: any
                ) => any
              ? SyncConstructors<R> & SyncMembers<R> & Reference<R>
              : R extends RemoteRef<unknown>
                ? SyncProperties<R> & Reference<R>
                : false extends Plain<R>
                  ? R extends readonly unknown[]
                    ? { [K in keyof R]: Sync<R[K]> }
                    : { readonly [K in keyof R]: Sync<R[K]> }
                  : R;

type SyncMembers<R> = { readonly [K in keyof R as Exclude<K, keyof Reference<R>>]: Sync<R[K]> };

/** Those of a handle can be set, which blocks, too. */
type SyncProperties<R> = { -readonly [K in keyof R as Exclude<K, keyof Reference<R>>]: Sync<R[K]> };

/** A view is an argument like the handle that it is of. */
type Reference<R> = R extends RemoteRef<infer T> ? RemoteRef<T> & Disposable : unknown;

type SyncSignatures<L> = L extends [[infer A, infer R], ...infer Rest]
  ? (unknown[] extends A ? (unknown extends R ? unknown : SyncSignature<A, R>) : SyncSignature<A, R>) &
      SyncSignatures<Rest>
  : unknown;

type SyncSignature<A, R> = A extends any[] ? (...args: A) => Sync<R> : unknown;

type SyncConstructors<R> = R extends abstract new (
  ...args: any
) => any
  ? SyncConstructorSignatures<ConstructorOverloads<R>>
  : unknown;

type SyncConstructorSignatures<L> = L extends [[infer A, infer I], ...infer Rest]
  ? (unknown[] extends A
      ? unknown extends I
        ? unknown
        : SyncConstructorSignature<A, I>
      : SyncConstructorSignature<A, I>) &
      SyncConstructorSignatures<Rest>
  : unknown;

type SyncConstructorSignature<A, I> = A extends any[] ? new (...args: A) => Sync<I> : unknown;
