/** How a remote thing looks when its functions block. */
// biome-ignore-all lint/suspicious/noExplicitAny: patterns that match any function are written with any
import type { Coroutine } from "../kernel/coroutine.ts";
import type { ConstructorOverloads, Copied, IsAny, Overloads, Primitive, RemoteRef } from "./remote-types.ts";

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
              : R extends readonly unknown[]
                ? { [K in keyof R]: Sync<R[K]> }
                : R extends RemoteRef<unknown>
                  ? SyncMembers<R> & Reference<R>
                  : { readonly [K in keyof R]: Sync<R[K]> };

type SyncMembers<R> = { readonly [K in Exclude<keyof R, keyof Reference<R>>]: Sync<R[K]> };

/** What makes it usable as an argument, too. */
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
