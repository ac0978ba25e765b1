// Sends two mails at once, one with an attachment.
// Against: smtp
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const nodemailer = load("nodemailer");
const [transport] = run(nodemailer.createTransport(process.env.SMTP_URL));
const mail = { from: "me@example.org", to: "you@example.org", text: "How are you?" };

// The line of the table.
const [info] = run(transport.sendMail({ ...mail, subject: "Hello" }));
assert.deepEqual(info.accepted, ["you@example.org"]);
assert.match(info.response, /stored: Subject: Hello/);

const attachments = [{ filename: "a.txt", content: Buffer.from("text") }];
const both = run(...["one", "two"].map((subject) => transport.sendMail({ ...mail, subject, attachments })));
assert.deepEqual(
  both.map(({ response }) => /Subject: (\w+)/.exec(response)[1]),
  ["one", "two"],
);
run(transport.close());
