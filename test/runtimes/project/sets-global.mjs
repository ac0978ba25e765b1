globalThis.wasSet = "set";
