/** What a scenario of browsers is. It is played in each of them: `npm run test:browsers`. */
import type { BrowserStage } from "../support/browser-scenario.ts";
import type { BrowserId } from "../support/drivers.mjs";

/** Throws when its title is not true. */
type Body = (stage: BrowserStage) => Promise<void>;

/** A browser where a scenario does not hold. */
interface Difference {
  /** The reason, as in the notes below the table. */
  readonly why: string;
  /** What holds there instead. */
  readonly instead: Body;
}

type Differs = Readonly<Partial<Record<BrowserId, Difference>>>;

export interface Scenario {
  /** What holds: the name of its test, and of its row in docs/design/browsers.md. */
  readonly title: string;
  readonly body: Body;
  /** Where it does not hold: its body must fail there. */
  readonly differs: Differs;
}

export function scenario(title: string, body: Body, differs: Differs = {}): Scenario {
  return { title, body, differs };
}

/** Scenarios with a common beginning of their titles. */
export function group(subject: string, scenarios: readonly Scenario[]): readonly Scenario[] {
  return scenarios.map((one) => ({ ...one, title: `${subject} ${one.title}` }));
}
