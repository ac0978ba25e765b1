import type { Reporter, TestCase } from "vitest/node";

/**
 * Names the tests that held only the second time, and why not the first, when all have ended: vitest alone would say nothing. Tests of
 * real time break where the machine stands still for a moment. A fault that shows now and then is in this list, too: look at it.
 */
export class SecondTime implements Reporter {
  readonly #lines: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const why = test.result().errors?.[0]?.message.split("\n")[0];
    this.#lines.push(`Held only the second time: ${test.project.name} ${test.fullName}: ${why}`);
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) console.warn(line);
  }
}
