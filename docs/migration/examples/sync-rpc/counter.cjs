// What sync-rpc calls once, in its process. It gives the function that answers.
module.exports = function start(first) {
  let count = first;
  return async function answer(message) {
    if (message === "count") return count;
    count += message.add;
    return { count, at: new Date(0) };
  };
};
