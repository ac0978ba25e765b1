import { load, run } from "miniasync";

interface User {
  id: number;
}

const { default: got } = load<typeof import("got")>("got");

const [page, text, users] = run(
  got("http://a.example"),
  got("http://a.example").text(),
  got("http://a.example").json(),
);
page.body satisfies string;
text satisfies string;
(users as User[])[0]?.id satisfies number | undefined;
