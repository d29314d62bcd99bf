import type { Api } from "./api.ts";
import type { SubmittedRun } from "./submission.ts";

export function describeRun({ connection: { namespace, context } }: Api, run: string): SubmittedRun {
  return { run, namespace, ...(context === undefined ? {} : { context }) };
}
