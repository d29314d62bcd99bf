/** What differs from one attempt to the next: text that Argo chooses by the number of retries. */
import { quote, tag } from "./expr.ts";

/** The text of each attempt in order, the last one also of all that follow. There is a retry strategy where they differ. */
export function byAttempt(texts: readonly [string, ...string[]]): string {
  const last = texts.at(-1) ?? texts[0];
  const changes = texts.flatMap((text, attempt) => (text === (texts[attempt + 1] ?? text) ? [] : [{ text, attempt }]));
  if (changes.length === 0) return last;
  const arms = changes.map(({ text, attempt }) => `int(retries) < ${attempt + 1} ? ${quote(text)} : `);
  return tag(`${arms.join("")}${quote(last)}`);
}
