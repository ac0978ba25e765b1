// What crosses between a worker of a page and its thread, and what does not.
import { expect } from "vitest";
import { group, type Scenario, scenario } from "../scenario.ts";

type Tools = typeof import("../modules/tools.js");

export const values: readonly Scenario[] = [
  ...group("values", [
    scenario("keep their classes both ways, with cycles and shared parts", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const echo = <T>(value: T): T => run(tools.echo(value))[0] as T;
          const cycle: { self?: unknown; name: string } = { name: "c" };
          cycle.self = cycle;
          const back = echo(cycle);
          const shared = { a: 1 };
          const [one, two] = echo([shared, shared]) as [object, object];
          const bytes = new Uint8Array([1, 2, 3, 4]);
          const [whole, part] = echo([bytes, bytes.subarray(1, 3)]) as [Uint8Array, Uint8Array];
          const holes = [1, undefined, 3];
          delete holes[1];
          const kinds = [
            new Date(5),
            /x/giu,
            new Map([["k", new Set([1])]]),
            new Error("e"),
            new URL("http://x/"),
            new Headers({ a: "b" }),
            new DataView(new ArrayBuffer(2)),
            new BigInt64Array([5n]),
            new Number(4),
          ];
          return {
            cycle: back.self === back,
            shared: one === two,
            buffers: [whole.buffer === part.buffer, [...part]],
            hole: 1 in echo(holes),
            numbers: echo([-0, Number.NaN, 1e300, -5, 2 ** 31, 123n, -(2n ** 70n)]).map(
              (value) => `${typeof value} ${Object.is(value, -0) ? "-0" : value}`,
            ),
            texts: echo(["", "ä€😀", "\ud800", "x".repeat(100), `${"y".repeat(100)}é`]).map((text) => text.length),
            surrogate: echo("\ud800").charCodeAt(0) === 0xd800,
            kinds: kinds.map((value) => echo<object>(value).constructor.name),
          };
        }),
      ).toEqual({
        cycle: true,
        shared: true,
        buffers: [true, [2, 3]],
        hole: false,
        numbers: [
          "number -0",
          "number NaN",
          "number 1e+300",
          "number -5",
          "number 2147483648",
          "bigint 123",
          "bigint -1180591620717411303424",
        ],
        texts: [0, 4, 1, 100, 101],
        surrogate: true,
        kinds: ["Date", "RegExp", "Map", "Error", "URL", "Headers", "DataView", "BigInt64Array", "Number"],
      });
    }),

    scenario("larger than the memory that they cross by go over in parts", async (stage) => {
      expect(
        await stage.inWorker(({ load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const bytes = new Uint8Array(20_000_000).fill(1);
          const [sum, many, text] = run(
            tools.sumOfBytes(bytes),
            tools.manyBytes(10_000_000),
            tools.echo("é".repeat(3_000_000)),
          );
          return [sum, many.length, many.at(-1), (text as string).length];
        }),
      ).toEqual([20_000_000, 10_000_000, 7, 3_000_000]);
    }),

    scenario("that are no bytes reach the thread: moved memory, a Blob, shared memory, a port", async (stage) => {
      expect(
        await stage.inWorker(async ({ load, run, transfer }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const bytes = new Uint8Array(1000).fill(2);
          const shared = new SharedArrayBuffer(4);
          const { port1, port2 } = new MessageChannel();
          const heard = new Promise((resolve) => {
            (port1 as { onmessage?: unknown }).onmessage = ({ data }: { data: unknown }) => resolve(data);
          });
          const results = run(
            tools.sumOfBytes(transfer(bytes, [bytes.buffer])),
            tools.textOf(new Blob(["some text"])),
            tools.addOne(shared),
            tools.sayTo(transfer(port2, [port2])),
            tools.echo("and a plain one"),
          );
          return [results, bytes.length, new Int32Array(shared)[0], await heard];
        }),
      ).toEqual([[2000, "some text", undefined, undefined, "and a plain one"], 0, 1, "hello"]);
    }),

    scenario(
      "that are no bytes wait until the thread no longer stands still, and hold up nothing that it stands still for",
      async (stage) => {
        expect(
          await stage.inWorker(({ coroutine, load, run }, origin) => {
            const tools = load<Tools>(`${origin}/tools.js`);
            const standing = coroutine(async (f: (text: string) => string) => f("a") + f("b"));
            const upper = (text: string): string => text.toUpperCase();
            return Array.from({ length: 20 }, () =>
              run(standing(upper), tools.textOf(new Blob(["blob"])), standing(upper), tools.echo(1)).join(),
            );
          }),
        ).toEqual(Array(20).fill("AB,blob,AB,1"));
      },
    ),

    scenario(
      "that are no bytes are refused by their path where the one who waits could not get them",
      async (stage) => {
        const messages = await stage.inWorker(({ coroutine, load, run }, origin) => {
          const tools = load<Tools>(`${origin}/tools.js`);
          const messageOf = (body: () => unknown): string => {
            try {
              return `no error: ${body()}`;
            } catch (error) {
              return `${(error as Error).name}: ${(error as Error).message}`;
            }
          };
          const deep = coroutine(async () => ({ a: [new SharedArrayBuffer(1)] }));
          const caller = coroutine(async (f: () => unknown) => String(f()));
          return [
            messageOf(() => run(tools.blob())),
            messageOf(() => run(deep())),
            messageOf(() => run(caller(() => new Blob(["x"])))),
            messageOf(() => run(caller(() => new Uint8Array(new SharedArrayBuffer(2))))),
            messageOf(() =>
              run(
                tools.echo({
                  element: new (class Thing {
                    f() {}
                  })(),
                }),
              ),
            ),
          ];
        });
        expect(messages).toEqual([
          expect.stringMatching(/^CloneError: Cannot send result: .* a Blob cannot .*arrayBuffer\(\)$/),
          expect.stringMatching(
            /^CloneError: Cannot send result\.a\[0\]: .* a SharedArrayBuffer cannot be made of bytes$/,
          ),
          expect.stringMatching(/^TypeError: Cannot send the result of a callback: .*Blob/),
          expect.stringMatching(/^TypeError: Cannot send the result of a callback: .*SharedArrayBuffer/),
          expect.stringMatching(/^CloneError: Cannot send args\[0\]\.element/),
        ]);
      },
    ),
  ]),
];
