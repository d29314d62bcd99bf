import { expect, test } from "vitest";
import { distinctMails, type Mail, splitMails } from "./corpus.ts";

const raw = (id: string, text: string): { id: string; spam: boolean; mail: string } => ({
  id,
  spam: id.startsWith("spam"),
  mail: `Subject: ${text}\nMessage-Id: <${id}>\n\n`,
});

test("copies and empty mails are dropped", async () => {
  const mails = await distinctMails([raw("a", "buy this"), raw("b", ""), raw("spam-c", "buy this"), raw("d", "other")]);
  expect(mails.map(({ id }) => id)).toEqual(["a", "d"]);
});

test("the three parts share no mail and have the same share of spam", () => {
  const mails = Array.from({ length: 1000 }, (_, at): Mail => ({ id: `${at}`, spam: at % 4 === 0, words: [`${at}`] }));
  const { training, validation, heldOut } = splitMails(mails);
  expect([training, validation, heldOut].map((part) => part.length)).toEqual([600, 200, 200]);
  for (const part of [training, validation, heldOut]) {
    expect(part.filter(({ spam }) => spam).length / part.length).toBe(0.25);
  }
  expect(new Set([...training, ...validation, ...heldOut].map(({ id }) => id)).size).toBe(1000);
});
