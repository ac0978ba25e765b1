// Saves entities, finds them, and builds a query.
// Against: postgres
import assert from "node:assert/strict";
import { load, run, sync } from "miniasync";

const { DataSource, EntitySchema } = load("typeorm");
const columns = {
  id: { type: "integer", primary: true, generated: true },
  name: { type: "text" },
  age: { type: "integer" },
};
const [Dog] = run(new EntitySchema({ name: "dog", columns }));
const [source] = run(
  new DataSource({ type: "postgres", url: process.env.POSTGRES_URL, entities: [Dog], synchronize: true }),
);
run(source.initialize());

const dogs = sync(source).getRepository("dog");
dogs.save([
  { name: "Rex", age: 3 },
  { name: "Fido", age: 9 },
]);
// The line of the table.
const old = dogs.createQueryBuilder("dog").where("dog.age > :age", { age: 5 }).getMany();
assert.deepEqual(old, [{ id: 2, name: "Fido", age: 9 }]);
assert.equal(dogs.findOneBy({ name: "Rex" }).age, 3);
run(source.destroy());
