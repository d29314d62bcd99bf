import { expect, test } from "vitest";
import { readMail } from "./mail.ts";

const mail = (headers: string, body: string): string => `From someone Mon Aug 26 2002\n${headers}\n\n${body}\n`;

test("only the subject and the body count", async () => {
  const words = await readMail(mail("Subject: Hello there\nX-Spam-Status: Yes\nList-Id: <ilug.linux.ie>", "Good news"));
  expect(words).toEqual(["hello", "there", "good", "news"]);
});

test("names of lists, people, places and days are gone, their presence stays", async () => {
  const footer = `\n${"_".repeat(47)}\nSpamassassin-talk mailing list\nhttps://lists.example.com/mailman/listinfo/talk\n`;
  const body = `Write to joe@example.com or see http://example.com/a?b=1 on Mon, 26 Aug: $99.50 for 3!!!${footer}`;
  expect(await readMail(mail("Subject: [SAtalk] Re: offer", body))).toEqual(
    "re offer write to <address> or see <link> on <number> <money> for <number> <exclamation>".split(" "),
  );
});

test("HTML is read as its text, in every encoding", async () => {
  const html = "<html><style>p { color: red }</style><p>Win&nbsp;<b>BIG</b> prizes <!-- x -->now</p></html>";
  const encoded = Buffer.from(html).toString("base64");
  const headers = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/html\nContent-Transfer-Encoding: base64";
  const plain = await readMail(mail("Subject: x", html));
  expect(plain).toEqual(["win", "big", "prizes", "now", "<html>"]);
  expect((await readMail(mail(headers, encoded))).slice(-5)).toEqual(plain);
});

test("shouting counts, word by word", async () => {
  expect(await readMail(mail("Subject: FREE MONEY now", ""))).toEqual(["free", "money", "now", "<shout>", "<shout>"]);
});
