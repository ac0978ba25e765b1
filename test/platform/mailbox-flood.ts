import { MailboxReader, MailboxWriter } from "../../src/platform/web/mailbox.ts";

const deadlineMs = 15_000;

/** Messages of other lengths each time, some larger than the mailbox; their bytes tell which they are. */
function nth(number: number): Uint8Array {
  return new Uint8Array(1 + ((number * 7919) % 700)).fill(number % 251);
}

/** Send and receive at once, as fast as it goes, without ever waiting. @returns "all", or what was wrong. */
export function flood(incoming: SharedArrayBuffer, outgoing: SharedArrayBuffer, count: number): string {
  const writer = new MailboxWriter(outgoing);
  const reader = new MailboxReader(incoming, () => {});
  const end = Date.now() + deadlineMs;
  let sent = 0;
  let received = 0;
  while (sent < count || received < count || !writer.isEmpty) {
    if (sent < count && (writer.isEmpty || sent % 5 === 0)) writer.send(nth(sent++));
    else writer.proceed();
    const message = reader.receive();
    if (message !== undefined) {
      const expected = nth(received++);
      if (message.length !== expected.length || message.some((byte, i) => byte !== expected[i])) {
        return `message ${received - 1} is wrong`;
      }
    }
    if (Date.now() > end) return `${sent} sent and ${received} received in time`;
  }
  return "all";
}
