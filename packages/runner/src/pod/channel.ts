/**
 * The line between a pod and the local engine that started it: lines of JSON over one descriptor. Read and written
 * synchronously: while a pod waits for an answer it has nothing else to do, and what it said last must have left it.
 */
import { readSync, writeSync } from "node:fs";
import type { PodReport } from "./report.ts";

/** What a pod tells the engine. */
export type PodMessage =
  /** The step's input is known; the pod waits for an answer before it runs the step. */
  | { readonly kind: "ask"; readonly input: string }
  /** `ports` is absent after a failure. */
  | { readonly kind: "end"; readonly ports?: { readonly [port: string]: string }; readonly report: PodReport }
  /** A warm process has told all about its job; it takes another one when it is `clean`, else it leaves. */
  | { readonly kind: "idle"; readonly clean: boolean };

/** What the engine answers: the wire text of a result that it knows already, or that the step has to run. */
export interface Answer {
  readonly known?: string;
}

export interface Channel {
  /** The next line; undefined when nobody is at the other end any more. */
  readonly read: () => string | undefined;
  readonly tell: (message: PodMessage) => void;
}

const NEWLINE = 10;

export function openChannel(descriptor: number): Channel {
  const chunk = Buffer.alloc(65_536);
  let rest: Buffer = Buffer.alloc(0);
  return {
    read: () => {
      const parts = [rest];
      for (let piece = rest; ;) {
        const end = piece.indexOf(NEWLINE);
        if (end >= 0) {
          const whole = Buffer.concat(parts);
          const at = whole.length - piece.length + end;
          rest = whole.subarray(at + 1);
          return whole.toString("utf8", 0, at);
        }
        const length = patiently(() => readSync(descriptor, chunk));
        if (length === 0) return undefined;
        piece = Buffer.from(chunk.subarray(0, length));
        parts.push(piece);
      }
    },
    tell: (message) => {
      const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
      for (let at = 0; at < bytes.length;) {
        const from = at;
        at += patiently(() => writeSync(descriptor, bytes, from));
      }
    },
  };
}

const NAP = new Int32Array(new SharedArrayBuffer(4));

/** A descriptor that was set not to wait says `EAGAIN`; one whose other end is gone reads as ended. */
function patiently(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ECONNRESET" || code === "EOF") return 0;
      if (code !== "EAGAIN" && code !== "EINTR") throw error;
      Atomics.wait(NAP, 0, 0, 1);
    }
  }
}
