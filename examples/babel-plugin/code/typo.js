import { sql } from "./sql.js";

export const names = () => sql`select naem from customer`;
