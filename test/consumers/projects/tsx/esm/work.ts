import { twice } from "./twice";

// An enum is what types cannot just be taken out of.
export enum Sum {
  Extra = 5,
}

export async function work(n: number): Promise<number> {
  return twice(n) + Sum.Extra;
}
