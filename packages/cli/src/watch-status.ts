import type { Diagnostic } from "@argosy/sdk/ir";
import type { Host } from "./host.ts";
import type { OptionValues } from "./options.ts";
import { formatFor } from "./print-diagnostics.ts";

/** Says on stderr when a round of `--watch` begins and how it ended, for people and for the editors that wait for it. */
export interface WatchStatus {
  readonly begin: () => void;
  readonly end: (diagnostics: readonly Diagnostic[], milliseconds: number) => Promise<void>;
}

/** `doing` and `done` such as `checking` and `checked`. */
export function watchStatus(doing: string, done: string, options: OptionValues, host: Host): WatchStatus {
  const isJson = formatFor(options, host) === "json";
  const line = (text: string, data: object): void => {
    host.stderr.write(isJson ? `${JSON.stringify(data)}\n` : `${text}\n`);
  };
  return {
    begin: () => line(`${doing} …`, { event: doing }),
    end: async (diagnostics, milliseconds) => {
      const { countDiagnostics } = await import("@argosy/compiler");
      const counted = diagnostics.length === 0 ? "no problems" : countDiagnostics(diagnostics);
      const errors = diagnostics.filter(({ severity }) => severity === "error").length;
      line(`${done} in ${Math.round(milliseconds)} ms: ${counted}`, { event: done, errors, milliseconds });
    },
  };
}
