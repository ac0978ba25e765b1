const { run, sleep } = require("miniasync");
const { VirtualClock } = require("miniasync/testing");

console.log(run(sleep(2, "one"), sleep(1, "two")), typeof VirtualClock);
