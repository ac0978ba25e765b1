// A mail server that says how many bytes it has stored.
import { SMTPServer } from "smtp-server";

export async function start() {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk) => (text += chunk));
      stream.on("end", () => done(null, `stored: ${/^Subject: .*$/m.exec(text)}`));
    },
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `smtp://127.0.0.1:${server.server.address().port}`, stop: () => server.close() };
}
