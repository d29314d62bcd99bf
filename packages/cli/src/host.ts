import type { Readable } from "node:stream";
import type { SourceFiles } from "@argosy/compiler";

/** Where output goes: a stream that may be a terminal. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string | Uint8Array): boolean;
  once?(event: "drain", listener: () => void): unknown;
}

/** Everything outside of the command that it reads or writes, besides files. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Files that are parsed already. */
  readonly parsed?: SourceFiles;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

/** Whether to colour what goes to `output`: `NO_COLOR` forbids it, `FORCE_COLOR` demands it, else terminals get it. */
export function wantsColour(output: Output, env: Host["env"]): boolean {
  if (isOn(env["NO_COLOR"])) return false;
  if (isOn(env["FORCE_COLOR"])) return true;
  return output.isTTY === true && env["TERM"] !== "dumb";
}

/** An environment variable counts as set unless it is empty, `0` or `false`. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
