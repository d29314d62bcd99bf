/** Times as options write them: `90s`, `1h30m`, `7d`. */

const SECONDS: { readonly [unit: string]: number } = { d: 86_400, h: 3_600, m: 60, s: 1 };
const SHAPE = /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;
const UNIT_WORDS: { readonly [word: string]: string } = {
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  hr: "h",
  hrs: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
};

/** What is wrong with a text, and what to write instead. */
export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

/** Whole seconds, or why it is none. */
export function readDuration(text: string): number | Refusal {
  const parts = SHAPE.exec(text);
  if (parts === null || text === "") return refuse(text);
  const seconds = ["d", "h", "m", "s"].reduce(
    (sum, unit, index) => sum + Number(parts[index + 1] ?? 0) * (SECONDS[unit] ?? 0),
    0,
  );
  const whole = Math.round(seconds);
  if (Math.abs(seconds - whole) > 1e-6)
    return { message: `"${text}" is not a whole number of seconds`, hint: `write "${Math.ceil(seconds)}s"` };
  if (whole === 0) return { message: `"${text}" is no time at all`, hint: 'write at least "1s", or leave it out' };
  // Kubernetes keeps deadlines as 64-bit nanoseconds.
  if (whole > 9_000_000_000)
    return { message: `"${text}" is longer than Kubernetes can count`, hint: "leave it out for no bound" };
  return whole;
}

/** @throws {RangeError} when `text` is not a duration */
export function parseDuration(text: string): number {
  const seconds = readDuration(text);
  if (typeof seconds === "number") return seconds;
  throw new RangeError(`${seconds.message}; ${seconds.hint}`);
}

function refuse(text: string): Refusal {
  const message = `${JSON.stringify(text)} is not a duration`;
  if (/^\d+$/.test(text))
    return { message: `${JSON.stringify(text)} has no unit`, hint: `write "${text}s" for seconds` };
  const words = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text);
  const unit = words?.[2]?.toLowerCase() ?? "";
  const short = UNIT_WORDS[unit] ?? (unit in SECONDS ? unit : undefined);
  if (words !== null && short !== undefined) return { message, hint: `write "${words[1]}${short}"` };
  if (unit === "ms") return { message, hint: 'seconds are the finest, as in "90s"' };
  if (unit === "w") return { message, hint: `write "${Number(words?.[1]) * 7}d"` };
  return { message, hint: 'write a number with s, m, h or d, the largest first, as in "90s" or "1h30m"' };
}
