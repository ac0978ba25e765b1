export const one = 1;
export const tow = 2;
