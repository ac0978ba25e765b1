// The page: it starts the worker, and shows what that says. It is never blocked.
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const longest = 700;

/** Bars that take less of the line than this have their words beside them. */
const short = 0.15;

worker.onmessage = ({ data: { id, bars, result, time } }) => {
  if (id === "done") {
    document.body.dataset.state = "done";
    return;
  }
  const card = document.getElementById(id);
  card.querySelector(".bars").replaceChildren(...bars.map(barOf));
  card.querySelector("output").textContent = result;
  card.querySelector("time").textContent = `${Math.round(time)} ms`;
  card.dataset.state = "done";
};

worker.onerror = ({ message }) => {
  document.body.dataset.state = "failed";
  document.getElementById("problem").textContent = message || "The worker could not be started";
};

/** One call on the line of time. */
function barOf({ name, from, to, end }) {
  const row = document.createElement("div");
  row.className = "row";
  const label = document.createElement("span");
  label.textContent = name;
  const track = document.createElement("div");
  track.className = "track";
  const bar = document.createElement("div");
  bar.className = `bar ${end}`;
  bar.style.left = `${(100 * from) / longest}%`;
  bar.style.width = `${(100 * (to - from)) / longest}%`;
  bar.classList.toggle("short", (to - from) / longest < short);
  const words = document.createElement("span");
  words.textContent = end === "good" ? `${Math.round(to - from)} ms` : end;
  bar.append(words);
  track.append(bar);
  row.append(label, track);
  return row;
}
