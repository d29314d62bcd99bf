/** Schedules as Argo and Kubernetes read them: five fields, `@daily` and its like, `@every 6h`. */
import { didYouMean } from "./did-you-mean.ts";
import { readDuration, type Refusal } from "./duration.ts";

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, counted from `min`. */
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { name: "a minute", min: 0, max: 59 },
  { name: "an hour", min: 0, max: 23 },
  { name: "a day of the month", min: 1, max: 31 },
  { name: "a month", min: 1, max: 12, names: MONTHS },
  { name: "a day of the week", min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule; nothing when it is one. */
export function checkCron(text: string): Refusal | undefined {
  if (text.startsWith("@every ")) return checkEvery(text);
  if (text.startsWith("@")) {
    return DESCRIPTORS.includes(text)
      ? undefined
      : { message: `"${text}" is not a schedule`, hint: `write one of ${DESCRIPTORS.join(", ")}, or @every 6h` };
  }
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    const hint =
      parts.length === 6
        ? "leave the seconds out: a schedule starts with the minute"
        : 'write minute, hour, day, month and weekday, as in "0 2 * * *"';
    return {
      message: `"${text}" has ${parts.length === 1 && parts[0] === "" ? 0 : parts.length} fields, and a schedule has five`,
      hint,
    };
  }
  const values: ReadonlySet<number>[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const read = readField(parts[index] ?? "", field);
    if ("message" in read) return read;
    values.push(read);
  }
  return checkDates(text, values);
}

function checkEvery(text: string): Refusal | undefined {
  const every = text.slice("@every ".length).trim();
  const duration = readDuration(every);
  const days = /^(\d+)d$/.exec(every);
  if (days !== null)
    return {
      message: `"${text}" counts in days, which a schedule cannot`,
      hint: `write "@every ${Number(days[1]) * 24}h"`,
    };
  return typeof duration === "number"
    ? undefined
    : { message: `${duration.message} in "${text}"`, hint: duration.hint };
}

function readField(text: string, field: Field): ReadonlySet<number> | Refusal {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const range = readRange(part, field);
    if ("message" in range) return range;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

function readRange(
  text: string,
  field: Field,
): { readonly from: number; readonly to: number; readonly step: number } | Refusal {
  const refusal = {
    message: `"${text}" is not ${field.name}`,
    hint: `write ${field.min} to ${field.max}, *, a range ${field.min}-${field.max}, a list or a step */2`,
  };
  const shape = /^(?:[*?]|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(text);
  if (shape === null) return refusal;
  const [, first, last, step] = shape;
  const from = first === undefined ? field.min : valueOf(first, field);
  // `5/15` counts on to the end of the field.
  const to = last !== undefined ? valueOf(last, field) : first === undefined || step !== undefined ? field.max : from;
  if (from === undefined || to === undefined)
    return field.names === DAYS && text === "7" ? { ...refusal, hint: "write 0 for Sunday" } : refusal;
  if (from > to)
    return {
      message: `the range "${text}" runs backwards`,
      hint: `write two ranges, as in ${from}-${field.max},${field.min}-${to}`,
    };
  if (step !== undefined && Number(step) === 0)
    return { message: `"${text}" steps by nothing`, hint: "write a step of at least 1" };
  return { from, to, step: Number(step ?? 1) };
}

function valueOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return field.min + named;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : undefined;
}

/** A schedule such as the 31st of February is accepted by clusters and never runs. */
function checkDates(text: string, [, , days, months, weekdays]: readonly ReadonlySet<number>[]): Refusal | undefined {
  if (days === undefined || months === undefined || (weekdays?.size ?? 0) < 7) return undefined;
  const possible = [...months].some((month) => [...days].some((day) => day <= (DAYS_OF_MONTH[month - 1] ?? 0)));
  return possible
    ? undefined
    : { message: `"${text}" names a date that no year has`, hint: "choose a day that the month has" };
}

/** What is wrong with the name of a time zone; nothing when this machine knows it. */
export function checkTimeZone(name: string): Refusal | undefined {
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const message = `"${name}" is not a time zone`;
  // Clusters tell capitals apart, Intl does not.
  const meant = known.find((zone) => zone !== name && zone.toLowerCase() === name.toLowerCase());
  if (meant !== undefined) return { message, hint: `write "${meant}"` };
  // Offsets such as `+02:00` are zones for Intl but not for a cluster.
  if (/^[A-Z]/.test(name) && isZone(name)) return undefined;
  return { message, hint: didYouMean(name, known) ?? 'write a name such as "Europe/Berlin" or "UTC"' };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
