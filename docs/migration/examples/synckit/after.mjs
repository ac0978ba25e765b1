import { load, sync } from "miniasync";

const { format } = sync(load("prettier"));

console.log(format("const  x={a:1}", { parser: "babel" }));
try {
  format("const", { parser: "babel" });
} catch (error) {
  console.log(error.name, error.loc.start);
}
