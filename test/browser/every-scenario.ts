/** The one list of what is to hold in every browser, by the part of the table that it is in. */
import type { Scenario } from "./scenario.ts";
import { bundlers } from "./scenarios/bundlers.ts";
import { calls } from "./scenarios/calls.ts";
import { example } from "./scenarios/example.ts";
import { lifetime } from "./scenarios/lifetime.ts";
import { page } from "./scenarios/page.ts";
import { values } from "./scenarios/values.ts";

export const everyScenario: Readonly<Record<string, readonly Scenario[]>> = {
  "in a worker of a page": calls,
  "what crosses": values,
  "beginnings and ends": lifetime,
  "where nothing may block": page,
  bundlers,
  "the example": example,
};
