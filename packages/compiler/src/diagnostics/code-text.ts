const LONGEST = 60;

/** Code as a message quotes it: on one line, and not more of it than one takes in at a glance. */
export function codeText(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).trimEnd()}…`;
}
