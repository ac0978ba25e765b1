// A server of style sheets, in a process of its own: node server.mjs DELAY. Prints its port.
//   GET /FILE.scss   a style sheet, after DELAY milliseconds
//   GET /statistics  how many were asked for, and how many of them at most at once
import { createServer } from "node:http";

/** @type {Record<string, string>} */
const sheets = {
  "/theme.scss": '@use "colours"; @use "spacing"; @use "type";\n.page { color: colours.$ink; padding: spacing.$wide; }',
  "/colours.scss": "$ink: #223; $paper: #fffef8;",
  "/spacing.scss": '@use "scale"; $wide: scale.$step * 4;',
  "/type.scss": '@use "scale"; h1 { font-size: scale.$step * 6; }',
  "/scale.scss": "$step: 4px;",
};
const delay = Number(process.argv[2]);
let requests = 0;
let atOnce = 0;
let most = 0;

const server = createServer((request, response) => {
  if (request.url === "/statistics") return void response.end(JSON.stringify({ requests, most }));
  requests++;
  most = Math.max(most, ++atOnce);
  setTimeout(() => {
    atOnce--;
    const sheet = sheets[String(request.url)];
    response.writeHead(sheet === undefined ? 404 : 200, { "content-type": "text/x-scss" });
    response.end(sheet ?? "");
  }, delay);
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
