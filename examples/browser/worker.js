// The synchronous code: no async, no await below init(). It blocks this worker, and the page goes on.
import { init, load, run, signal } from "/miniasync/miniasync.js";

await init();
const api = load(new URL("./api.js", import.meta.url));
run(api.get("/slow?ms=0&text=warm")); // The module is loaded from here on.

const now = () => performance.timeOrigin + performance.now();

/** Do something that blocks, and tell the page how it went. */
function show(id, body) {
  const began = now();
  const { bars, result } = body(began);
  postMessage({ id, bars, result, time: now() - began });
}

show("together", (start) => {
  const [soup, bread] = run(api.get("/slow?ms=600&text=soup"), api.get("/slow?ms=400&text=bread"));
  return {
    bars: [bar("soup", start, soup), bar("bread", start, bread)],
    result: `${soup.text} and ${bread.text}`,
  };
});

show("error", (start) => {
  try {
    run(api.get("/slow?ms=3000&text=soup", { signal }), api.get("/missing"));
  } catch (error) {
    const known = error instanceof api.HttpError;
    return {
      bars: [
        { name: "soup", from: 0, to: now() - start, end: "cancelled" },
        { name: "missing", from: 0, to: now() - start, end: "failed" },
      ],
      result: `${known ? "HttpError" : "another error"}, status ${error.status}: ${error.message}`,
    };
  }
});

show("deadline", (start) => {
  try {
    run(api.get("/slow?ms=60000&text=never", { signal }), { timeout: 300 });
  } catch (error) {
    const time = now() - start;
    const [abandoned] = run(api.get("/abandoned"));
    return {
      bars: [{ name: "never", from: 0, to: time, end: "cancelled" }],
      result: `${error.name}; the server has seen ${abandoned.text} requests given up so far`,
    };
  }
});

postMessage({ id: "done" });

function bar(name, start, { began, ended }) {
  return { name, from: began - start, to: ended - start, end: "good" };
}
