/** AR3xxx: the graph and its resources. */
import { rule } from "./rule.ts";

export const glueForbidden = rule({
  code: "AR3001",
  severity: "error",
  message: () => 'this is computed in a pod of its own, which the pipeline\'s `glue: "forbid"` rules out',
  hint: () => "Compute it inside a step and return the value, or leave `glue` out",
});

export const couldBeParallel = rule<{ step: string; earlier: string }>({
  code: "AR3002",
  severity: "info",
  message: ({ step, earlier }) => `\`${step}\` waits for the call of \`${earlier}\` before it, but uses nothing of it`,
  hint: ({ step, earlier }) =>
    `If their order does not matter, run them at the same time: \`await Promise.all([${earlier}(…), ${step}(…)])\``,
});

export const resultUnused = rule<{ step: string }>({
  code: "AR3003",
  severity: "info",
  message: ({ step }) => `the result of \`${step}\` is never used`,
  hint: () => "Leave the call out, or let the step return nothing if it is called for what it does",
});

export const duplicateCall = rule<{ step: string; line: number }>({
  code: "AR3004",
  severity: "info",
  message: ({ step, line }) => `\`${step}\` runs here again with the same input as in line ${line}`,
  hint: () => "Call it once and use its result in both places",
});
