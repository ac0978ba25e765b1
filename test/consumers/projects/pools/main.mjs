// Tasks that block, in a pool of the package that is named, in workers of the kind that is named.
const [, , name, runtime = "worker_threads"] = process.argv;
const { default: Pool } = await import(name);
const filename = new URL("task.mjs", import.meta.url).href;
const pool = new Pool({ filename, name: "task", minThreads: 2, maxThreads: 2, runtime });
const results = await Promise.all([1, 2, 3, 4].map((value) => pool.run(value)));
console.log(
  JSON.stringify(results.map(({ sum }) => sum)),
  results.every(({ nested }) => nested),
);
await pool.destroy();
