import { leftOut } from "../../scripts/tools.mjs";

/** Says which tests are left out on this machine, before the first one runs. */
export function setup(): void {
  for (const { name, tests, remedy } of leftOut()) {
    console.warn(`Left out, since there is no ${name}: ${tests.join(", ")}. To run them, ${remedy}`);
  }
}
