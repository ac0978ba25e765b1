import type axios from "axios";
import { load, run } from "miniasync";

interface User {
  id: number;
}

// A line for each type of data; methods that are not listed are not there.
const { default: users } = load<{ default: { get: typeof axios.get<User[]>; post: typeof axios.post<User> } }>("axios");

const [all, one] = run(users.get("/users"), users.post("/users", { id: 1 }));
all.data satisfies User[];
one.data.id satisfies number;
