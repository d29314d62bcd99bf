import type { Diagnostic, Severity, Span } from "@argosy/sdk/ir";

export interface RuleDefinition<Args> {
  /** Stable for ever and never re-used. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence without a full stop, in the author's words. */
  readonly message: (args: Args) => string;
  /** What to write instead. */
  readonly hint?: (args: Args) => string | undefined;
}

/** A kind of diagnostic: call it with a place and the facts to get one. */
export interface Rule<Args> {
  (span: Span | undefined, args: Args): Diagnostic;
  readonly code: string;
  readonly severity: Severity;
}

/** Defines a kind of diagnostic. */
export function rule<Args = Record<string, never>>(definition: RuleDefinition<Args>): Rule<Args> {
  const make = (span: Span | undefined, args: Args): Diagnostic => {
    const hint = definition.hint?.(args);
    return {
      code: definition.code,
      severity: definition.severity,
      message: definition.message(args),
      ...(span === undefined ? {} : { span }),
      ...(hint === undefined ? {} : { hint }),
    };
  };
  return Object.assign(make, { code: definition.code, severity: definition.severity });
}
