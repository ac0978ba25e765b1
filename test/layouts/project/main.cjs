const { load, run } = require("miniasync");

exports.viaCommonJs = () => run(load("near").shout("require"))[0];
