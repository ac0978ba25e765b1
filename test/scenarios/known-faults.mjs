/**
 * Scenarios that do not hold yet, by their titles, and how they fail. The test of one that holds fails: it is no fault any more, and
 * leaves this list. `npm run test:runtimes` leaves these out.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const knownFaults = {
  // Who may still wake a coroutine
  "no deadlock is told while there is an AbortSignal.timeout": "DeadlockError.",
  "no deadlock is told while there is an unref'd timer": "DeadlockError.",
  "a library is shown no beforeExit in the middle of its call":
    "The thread shows it one whenever its event loop is empty.",

  // Values
  "a module in the thread finds neither its port nor shared memory in workerData": "It finds the port.",
  "an abort reason that cannot be copied ends the call with that reason, and not the process":
    "CloneError, uncaught, ends the process.",
  "with --frozen-intrinsics everything works the same": "TypeError: stackTraceLimit cannot be set.",
  "a view that is out of the bounds of its memory is a CloneError with its path": "DataCloneError without a path.",
  "a small view of large memory is sent without that memory, both ways": "All of the memory is copied.",

  // Places
  "a module of --import that makes calls does not start a thread in each thread, without end": "It does.",

  // Output and warnings
  "output is in order with what its caller writes to a pipe that is full": "The thread's comes first.",
  "output is in order with that of its caller when the caller is a worker": "The thread's comes first.",
  "calls that are given up one after the other leave no listeners behind": "MaxListenersExceededWarning.",
};

const cwd = "It finds those of the working directory.";

/**
 * The same for scenarios that hold on this Node, but not yet on another runtime. The matrix looks at these.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
export const knownFaultsElsewhere = {
  deno: {
    'load and import() find the packages of an application in a folder called "app #1"': cwd,
    'load and import() find the packages of an application in a folder called "app?x=1"': cwd,
    'load and import() find the packages of an application in a folder called "100% app"': "Error: URI malformed.",
  },
};
