// Without the declarations of Node, and of the DOM: what is remote still has its type.
import { load, run } from "miniasync";

interface Library {
  count(): Promise<number>;
  today(): Promise<Date>;
  open(): Promise<{ read(): Promise<string> }>;
}
const library = load<Library>("library");
const [count, today, opened] = run(library.count(), library.today(), library.open());
const good: [number, Date] = [count, today];
// @ts-expect-error It is a number.
const bad: string = count;
// @ts-expect-error A handle's methods give coroutines.
const text: string = opened.read();
void [good, bad, text];
