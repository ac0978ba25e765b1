// Defines a model, creates instances, finds, changes and saves one.
// Against: postgres
import assert from "node:assert/strict";
import { load, sync } from "miniasync";

const { DataTypes, Op, Sequelize } = sync(load("sequelize"));
const sequelize = new Sequelize(process.env.POSTGRES_URL, { logging: false });
const Song = sequelize.define("song", { title: DataTypes.STRING, seconds: DataTypes.INTEGER });

sequelize.sync();
Song.bulkCreate([
  { title: "Yesterday", seconds: 125 },
  { title: "Hey Jude", seconds: 431 },
]);
// The line of the table.
const long = Song.findOne({ where: { seconds: { [Op.gt]: 300 } } });
assert.equal(long.title, "Hey Jude");
long.title = "Hey Jude!";
long.save();
assert.deepEqual(Song.findAll({ attributes: ["title"], order: ["id"], raw: true }), [
  { title: "Yesterday" },
  { title: "Hey Jude!" },
]);
assert.equal(Song.count(), 2);
sequelize.close();
