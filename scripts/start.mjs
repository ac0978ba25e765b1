// `npm start`: set up what is missing, then the main job.
import { runProcess } from "./run-process.mjs";
import { setup } from "./setup.mjs";

const mainJob = "examples/two-services/main.mjs";

await setup();
const { code } = await runProcess(process.execPath, [mainJob, ...process.argv.slice(2)], {
  deadlineMs: 60_000,
  show: true,
});
process.exit(code ?? 1);
