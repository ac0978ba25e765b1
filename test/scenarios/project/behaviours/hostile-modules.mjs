// A module in the thread that is up to no good; see SECURITY.md.
import assert from "node:assert/strict";
import { scenario } from "../scenario.mjs";

export const cannotSpeakForOthers = scenario(
  "a module in the thread finds neither the port nor the bells, and answers no call of others",
  ({ run, load, sleep }, { remote }) => {
    const { attack } = load("../fixtures/hostile-module.mjs", { from: import.meta.url });
    run(remote.echo("started"));
    assert.deepEqual(run(attack()), [[]]);
    assert.deepEqual(run(attack(), remote.later(80, "true"), sleep(100)), [[], "true", undefined]);
    assert.deepEqual(run(remote.echo("next"), attack()), ["next", []]);
  },
);

export const namesSelectNothing = scenario(
  "what a module in the thread says of an error selects nothing here",
  ({ run, coroutine }, { failure }) => {
    const throws = coroutine(async (name) => {
      class Hostile extends Error {}
      Object.defineProperty(Hostile, "name", { value: name });
      throw Object.assign(new Hostile("hostile"), { name, code: name, constructor: name });
    });
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const error = failure(() => run(throws(name)));
      assert(error instanceof Error, name);
      assert.deepEqual([error.message, error.code], ["hostile", name]);
    }
    assert.equal(Object.prototype.code, undefined);
  },
);
