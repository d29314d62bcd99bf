import type { Refusal } from "../duration.ts";

/** One thing that is wrong with options. */
export interface Problem {
  /** Where: `memory`, `retry.on[1]`, `labels["acme.com/team"]`; empty for the options as a whole. */
  readonly path: string;
  /** The same, key by key. */
  readonly keys: readonly (string | number)[];
  /** One sentence without a full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
}

/** What checking options gives. */
export interface Normalized<Options> {
  /** Absent when there is a problem. */
  readonly options?: Options;
  readonly problems: readonly Problem[];
  /** Legal, and probably not what was meant. */
  readonly warnings: readonly Problem[];
  /** The paths of options that are functions of the input; they are absent from `options`. */
  readonly lambdas: readonly string[];
}

/** Where a value lies, and where to say what is wrong with it. */
export interface At {
  readonly keys: readonly (string | number)[];
  readonly findings: Findings;
}

export interface Findings {
  readonly problems: Problem[];
  readonly warnings: Problem[];
  readonly lambdas: string[];
}

/** Runs a check over options and collects everything it finds. */
export function collect<Options>(read: (at: At) => Options | undefined): Normalized<Options> {
  const findings: Findings = { problems: [], warnings: [], lambdas: [] };
  const options = read({ keys: [], findings });
  return { ...(options === undefined || findings.problems.length > 0 ? {} : { options }), ...findings };
}

/** Reports a problem; gives nothing, so that a reader can return it. */
export function refuse(at: At, message: string, hint?: string): undefined {
  at.findings.problems.push({ path: pathOf(at), keys: at.keys, message, ...(hint === undefined ? {} : { hint }) });
  return undefined;
}

export function refuseAs(at: At, { message, hint }: Refusal): undefined {
  return refuse(at, message, hint);
}

export function warn(at: At, message: string, hint: string): void {
  at.findings.warnings.push({ path: pathOf(at), keys: at.keys, message, hint });
}

export function inside(at: At, ...keys: readonly (string | number)[]): At {
  return { keys: [...at.keys, ...keys], findings: at.findings };
}

/** The place as it would be written in JavaScript. */
export function pathOf({ keys }: At): string {
  return keys.reduce<string>((path, key) => {
    const isName = typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key);
    if (!isName) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
  }, "");
}

/** A value as a message quotes it. */
export function quote(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}
