/** `depends`: which tasks are waited for, and whether the task then runs. */
import type { Phase } from "./document.ts";

const TOKEN = /\s*(&&|\|\||!|\(|\)|[A-Za-z0-9_-]+(?:\.[A-Za-z]+)?)/y;

export function tasksIn(depends: string): readonly string[] {
  return tokens(depends).flatMap((token) => (/^[\w-]/.test(token) ? [token.split(".")[0] ?? ""] : []));
}

export function holds(depends: string, phaseOf: (task: string) => Phase): boolean {
  const list = tokens(depends);
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (list[at] === "||") {
      at += 1;
      const other = both();
      value ||= other;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (list[at] === "&&") {
      at += 1;
      const other = one();
      value &&= other;
    }
    return value;
  };
  const one = (): boolean => {
    const token = list[at++] ?? "";
    if (token === "!") return !one();
    if (token === "(") {
      const value = either();
      if (list[at++] !== ")") throw new Error(`) is missing in ${depends}`);
      return value;
    }
    const [task = "", result] = token.split(".");
    return isResult(phaseOf(task), result, depends);
  };
  const value = either();
  if (at !== list.length) throw new Error(`cannot read ${depends}`);
  return value;
}

function isResult(phase: Phase, result: string | undefined, depends: string): boolean {
  switch (result) {
    case undefined:
      return phase === "Succeeded" || phase === "Skipped";
    case "Succeeded":
    case "Skipped":
    case "Omitted":
      return phase === result;
    case "Failed":
      return phase === "Failed";
    case "Errored":
      return phase === "Error";
    default:
      throw new Error(`${result} is not known here, in ${depends}`);
  }
}

function tokens(depends: string): readonly string[] {
  const found: string[] = [];
  const pattern = new RegExp(TOKEN);
  const text = depends.trim();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match?.[1] === undefined) throw new Error(`cannot read depends ${depends}`);
    found.push(match[1]);
  }
  return found;
}
