import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";

/** Ctrl-C and SIGTERM while something is running. */
export interface Interrupts {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** What to exit with when there was one. */
  readonly exitCode: () => ExitCode | undefined;
  readonly dispose: () => void;
}

/** The first interrupt says `notice` and asks to stop; the second ends this process, which takes its children along. */
export function catchInterrupts(host: Host, notice: string): Interrupts {
  const controller = new AbortController();
  let exitCode: ExitCode | undefined;
  const onSignal = (signal: "SIGINT" | "SIGTERM"): void => {
    if (exitCode !== undefined) host.exit(exitCode);
    exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
    host.stderr.write(`${notice}\n`);
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
