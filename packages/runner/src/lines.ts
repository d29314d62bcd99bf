/** Bytes of a child's output as lines of text. */
import { StringDecoder } from "node:string_decoder";

// A step may print megabytes without a line end; what is longer than this is cut into several lines.
const LONGEST = 16_384;

export interface Lines {
  push(chunk: Buffer): void;
  /** Hands out what was not ended by a newline. */
  end(): void;
}

export function createLines(onLine: (line: string) => void, longest = LONGEST): Lines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    for (; rest.length > longest; rest = rest.slice(longest)) onLine(rest.slice(0, longest));
  };
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
