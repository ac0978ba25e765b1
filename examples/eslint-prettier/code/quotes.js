export const names = ["Ada", 'Grace',   "Edsger"];
