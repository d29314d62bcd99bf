/** What the command's exit code says; documented in `docs/reference/cli.md`. */
export const EXIT = {
  ok: 0,
  sourceErrors: 1,
  usage: 2,
  doesNotFit: 3,
  runFailed: 4,
  cluster: 5,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_MEANINGS: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: EXIT.ok, meaning: "all went well" },
  { code: EXIT.sourceErrors, meaning: "the source has errors" },
  { code: EXIT.usage, meaning: "bad usage, input or configuration" },
  { code: EXIT.doesNotFit, meaning: "the plan does not fit" },
  { code: EXIT.runFailed, meaning: "the run failed" },
  { code: EXIT.cluster, meaning: "the cluster refused or cannot be reached" },
  { code: EXIT.internal, meaning: "a bug of Argosy" },
  { code: EXIT.interrupted, meaning: "stopped by Ctrl-C" },
  { code: EXIT.terminated, meaning: "stopped by SIGTERM" },
];
