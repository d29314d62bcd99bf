import { once } from "node:events";
import type { LocalSubmission } from "@argosy/runner";
import type { Host } from "./host.ts";

type Ask = NonNullable<LocalSubmission["ask"]>;

/** Asks whoever sits at the terminal, one question after the other; without a terminal there is nobody. */
export function askOnTerminal({ stdin, stderr }: Host): Ask {
  if ((stdin as { readonly isTTY?: boolean }).isTTY !== true || stderr.isTTY !== true) return async () => "nobody";
  let before: Promise<unknown> = Promise.resolve();
  return (question, signal) => {
    const answer = before.then(async (): Promise<"yes" | "no"> => {
      stderr.write(`${question} [y/N] `);
      stdin.resume();
      const [typed] = await once(stdin, "data", { signal });
      stdin.pause();
      return /^\s*y(es)?\s*$/i.test(String(typed)) ? "yes" : "no";
    });
    before = answer.catch(() => undefined);
    return answer.catch(() => "no");
  };
}
