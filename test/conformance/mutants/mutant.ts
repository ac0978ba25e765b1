/** A way to break the kernel, in one place. The corpus must tell it from the kernel as it is. */
export interface Mutant {
  /** Below src/. */
  readonly file: string;
  /** What is wrong then. */
  readonly what: string;
  /** Occurs once in the file. */
  readonly from: string;
  readonly to: string;
}

export function mutant(file: string, what: string, from: string, to: string): Mutant {
  return { file, what, from, to };
}
