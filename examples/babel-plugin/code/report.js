import { sql } from "./sql.js";

/** @param {string} city */
export const customersOf = (city) => sql`select id, name from customer where city = ${city} order by name`;

/** @param {number} least */
export const goodCustomers = (least) =>
  sql`select customer, sum(cents) as cents from purchase group by customer having sum(cents) > ${least}`;
