// A file of the program that it loads by its URL.
export const double = async (number) => 2 * number;
