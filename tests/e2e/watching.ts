/** A command that stays and does something again whenever a file changes. */
import { spawn } from "node:child_process";
import { argosyBin, cleanEnvironment, type Project } from "./project.ts";

export interface Watching {
  /** What is said on stderr up to and with the next line that has `word` in it. */
  readonly text: (word: string) => Promise<string>;
  /** What is said up to the end of the next round, whose last line begins with `done`. */
  readonly round: (done: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export function watching(project: Project, line: string): Watching {
  const child = spawn(argosyBin, line.split(" "), {
    cwd: project.root,
    env: cleanEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  let wake = (): void => undefined;
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    wake();
  });
  const upTo = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(said);
      if (found !== null) {
        const end = found.index + found[0].length;
        const text = said.slice(0, end);
        said = said.slice(end);
        return text;
      }
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended.then(() => fail(said))]);
    }
  };
  return {
    text: (word) => upTo(new RegExp(`.*${word}.*\n`)),
    round: (done) => upTo(new RegExp(`^(?:${done} |.*"event":"${done}").*\n`, "m")),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

function fail(said: string): never {
  throw new Error(`the command has ended: ${said}`);
}
