console.error("preloaded 1");
console.error("preloaded 2");
