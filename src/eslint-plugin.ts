/**
 * Rules for ESLint about coroutines of miniasync. ESLint is not a dependency of this package: whoever imports this has it.
 * @module eslint-plugin
 */
import { noFloatingCoroutines } from "./eslint-plugin/no-floating-coroutines.ts";
import { noSwallowedCancellation } from "./eslint-plugin/no-swallowed-cancellation.ts";
import type { Rule } from "./eslint-plugin/syntax.ts";

/** A plug-in, as `plugins` of a flat configuration takes it. */
export interface EslintPlugin {
  /** What it is. */
  readonly meta: {
    /** Its name. */
    readonly name: string;
  };
  /** `no-floating-coroutines`, which needs type information, and `no-swallowed-cancellation`. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** Flat configurations. */
  readonly configs: {
    /** Both rules, as errors. */
    readonly recommended: {
      /** As `eslint --inspect-config` shows it. */
      readonly name: string;
      /** This plug-in. */
      readonly plugins: Record<string, EslintPlugin>;
      /** The rules that it switches on. */
      readonly rules: Readonly<Record<string, "error">>;
    };
  };
}

const rules = {
  "no-floating-coroutines": noFloatingCoroutines,
  "no-swallowed-cancellation": noSwallowedCancellation,
};

/**
 * The plug-in for ESLint, for its flat configuration. `no-floating-coroutines` finds `sleep(5);` where `yield* sleep(5);` was meant, and
 * needs type information; `no-swallowed-cancellation` finds a `catch` around a `yield*` that lets CancelledError go nowhere.
 *
 * @example
 * ```ts
 * import { miniasync } from "miniasync/eslint-plugin";
 * const { recommended } = miniasync.configs; // an element of the list that eslint.config.js exports
 * console.log(Object.keys(recommended.rules).length);
 * ```
 */
export const miniasync: EslintPlugin = {
  meta: { name: "miniasync/eslint-plugin" },
  rules,
  configs: {
    recommended: {
      name: "miniasync/recommended",
      plugins: {
        get miniasync(): EslintPlugin {
          return miniasync;
        },
      },
      rules: { "miniasync/no-floating-coroutines": "error", "miniasync/no-swallowed-cancellation": "error" },
    },
  },
};
