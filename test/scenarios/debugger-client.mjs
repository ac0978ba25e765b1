// A debugger: starts a program, sets breakpoints in its threads, and tells where they pause. Arguments: the program, and for each
// breakpoint `file:line`, from 1. A debugger speaks to a worker through the main thread, which is blocked meanwhile.
import { spawn } from "node:child_process";

const [program, ...breakpoints] = process.argv.slice(2);
const child = spawn(process.execPath, ["--inspect-brk=0", program], { stdio: ["ignore", "pipe", "pipe"] });
const paused = [];
/** The files of the scripts in the thread. */
const urls = new Map();
let output = "";
let errors = "";
child.stdout.on("data", (text) => {
  output += text;
});
child.stderr.on("data", (text) => {
  const before = errors;
  errors += text;
  const address = /ws:\/\/\S+/;
  if (!address.test(before) && address.test(errors)) connect(address.exec(errors)[0]);
});
child.on("exit", (code) => {
  console.log(JSON.stringify({ paused, output, code }));
  process.exit();
});

function connect(url) {
  const socket = new WebSocket(url);
  const answers = new Map();
  let ids = 0;
  /** Send a command to the main thread, or to the worker of a session. */
  const send = (method, params, sessionId) =>
    new Promise((resolve) => {
      const id = ++ids;
      answers.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      if (sessionId === undefined) return socket.send(message);
      const through = { id: ++ids, method: "NodeWorker.sendMessageToWorker", params: { sessionId, message } };
      socket.send(JSON.stringify(through));
    });
  const attached = async ({ sessionId }) => {
    await send("Debugger.enable", {}, sessionId);
    for (const [, file, line] of breakpoints.map((text) => /(.*):(\d+)/.exec(text)))
      await send("Debugger.setBreakpointByUrl", { url: file, lineNumber: line - 1 }, sessionId);
    await send("Runtime.runIfWaitingForDebugger", {}, sessionId);
  };
  const stopped = async ([{ callFrameId, functionName, location }], sessionId) => {
    const url = urls.get(location.scriptId);
    if (breakpoints.some((text) => text.startsWith(`${url}:`))) {
      const value = await send("Debugger.evaluateOnCallFrame", { callFrameId, expression: "n" }, sessionId);
      paused.push({ functionName, url, line: location.lineNumber + 1, n: value.result.value });
    }
    await send("Debugger.resume", {}, sessionId);
  };
  const receive = ({ id, method, params, result }, sessionId) => {
    if (id !== undefined) answers.get(id)?.(result);
    else if (method === "NodeWorker.receivedMessageFromWorker") receive(JSON.parse(params.message), params.sessionId);
    else if (method === "Debugger.scriptParsed" && sessionId !== undefined) urls.set(params.scriptId, params.url);
    else if (method === "NodeWorker.attachedToWorker") attached(params);
    else if (method === "Debugger.paused" && sessionId !== undefined) stopped(params.callFrames, sessionId);
    else if (method === "Debugger.paused") send("Debugger.resume"); // The first line, for --inspect-brk.
  };
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onopen = async () => {
    await send("NodeWorker.enable", { waitForDebuggerOnStart: true });
    await send("Debugger.enable");
    await send("Runtime.runIfWaitingForDebugger");
  };
  child.stderr.on("data", () => {
    if (errors.includes("Waiting for the debugger to disconnect")) socket.close();
  });
}
