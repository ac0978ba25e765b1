/**
 * Scenarios that do not hold yet, by their titles, and how they fail. The test of one that holds fails: it is no fault any more, and
 * leaves this list. `npm run test:runtimes` leaves these out.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const knownFaults = {
  // After a deadline
  "each() over a source that goes silent ends at the deadline": "It never ends: it waits for the source to close.",
  "each() over a source that waits for its signal ends at the deadline": "It never ends: the signal is not aborted.",
  "a loop closes while each() in it waits for a source that went silent":
    "It never closes: it waits for the source to close.",
  "iterate() over a source that does not close is left by break at once": "It is never left.",
  "a flood of generator callbacks does not hide the deadline": "It never ends: the caller never looks at the clock.",
  "generator callbacks that have begun run their finally when the run ends at its deadline":
    "Those that had begun in the last tick are abandoned.",
  "the deadline of runAsync reaches a run that is nested in it": "It never ends: the nested run has no deadline.",
  "the deadline of runAsync ends the read of a property whose getter spins": "It never ends: the read has no deadline.",
  "cleanup that calls something that never answers is over when its grace is": "It never ends.",
  "cleanup that calls a thread which spins is over when its grace is": "It never ends.",
  "a retry loop that catches everything is abandoned after its deadline and its grace, and told in suppressed()":
    "It never ends.",
  "cleanupGrace: 200 is how long a run waits for cleanup after its deadline; cleanup in that time is done":
    "TypeError: there is no such option.",
  "cleanupGrace: 200 is how long a loop waits for cleanup when it closes": "TypeError: there is no such option.",
  "cleanup after another coroutine's error is over when its grace is, and the error is thrown": "It never ends.",
  "a run in a plain callback that is called after the deadline ends, too": "It never ends.",
  "a run in a plain callback uses its loop's thread, also in the time of grace after the deadline":
    "It runs in the default thread then.",
  "a module that takes longer to load than each try may take is there in the end":
    "Each try ends the thread, so the next one begins anew.",
  "a thread that computes beyond a deadline is not ended: handles there live on, and calls do not wait for it":
    "The thread is ended, and its handles with it.",

  // Who may still wake a coroutine
  "a deadlock is found after a call with a callback that could not be sent: a promise beside it":
    "It hangs: the callback stays counted.",
  "a deadlock is found after a call with a callback that could not be sent: a transfer of what cannot be moved":
    "It hangs: the callback stays counted.",
  "a deadlock in a run in a plain callback is found: the thread that waits for the callback wakes nobody":
    "It hangs: that thread counts as one that may wake us.",
  "a generator callback that is called between two runs waits for the second": "Its promise is rejected.",
  "a run that is refused runs nothing, neither then nor later":
    "What was given beside the refused coroutine runs in the next run, or in the one that goes on.",
  "a deadline on a virtual clock is none for a read, which takes real time": "TimeoutError: it is taken for real time.",
  "the same sleep, waited for twice, waits twice or is refused": "It waits once.",

  // Values
  "an error whose own data calls it a cancellation is an error like any other": "It counts as a cancellation.",
  "an error whose code is the name of something that all objects have is an Error": "It is no Error.",
  "an abort reason that cannot be copied ends the call with that reason, and not the process":
    "CloneError, uncaught, ends the process.",
  "bytes that the thread still has are copied: asked for again, they are the same":
    "They are moved the first time, and cannot be read the second.",
  "a call that gives a thenable gives what that resolves to": "TypeError: its function is called without a callback.",
  "properties of a function that crosses are there": "They are undefined.",
  "handles: toJSON() of a thing that has one is a method like any other": "TypeError: it lives in a thread.",
  "iterate: the items before one that cannot cross are given, then its error is thrown, and the source is closed":
    "Those of the same batch are lost, and the source is left open.",
  "iterate: an object with a method Symbol.asyncIterator": "TypeError: it is taken for an async callback.",
  "runAsync: the returnExceptions of one are nothing to another at the same time": "They apply to it, too.",

  // Places

  // Output and warnings

  // Memory
  "memory is flat while a synchronous program gets large things and lets them go": "All of them stay.",
  "memory is flat while a synchronous program gets handles and lets them go": "3.4 KB are left by each.",
  "memory is flat while a program gets handles and disposes of them": "2.1 KB are left by each.",
  "memory is flat while the same line with coroutine() is evaluated again and again": "1.8 KB are left by each.",
  "memory is flat while the same line with load() is evaluated again and again": "1.9 KB are left by each.",
  "memory stays small while iterate() gives large items": "Some 800 MB are there at once.",
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
