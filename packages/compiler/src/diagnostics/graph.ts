/** AR3xxx: the graph and its resources. */
import { rule } from "./rule.ts";

export const glueForbidden = rule({
  code: "AR3001",
  severity: "error",
  message: () => 'this is computed in a pod of its own, which the pipeline\'s `glue: "forbid"` rules out',
  hint: () => "Compute it inside a step and return the value, or leave `glue` out",
});

/** `isList`: all calls of it at once, one for each element of a list. */
export interface NamedCall {
  readonly step: string;
  readonly isList: boolean;
}

export const couldBeParallel = rule<{ later: NamedCall; earlier: NamedCall }>({
  code: "AR3002",
  severity: "info",
  message: ({ later, earlier }) =>
    `\`${later.step}\` waits for the ${earlier.isList ? "calls" : "call"} of \`${earlier.step}\` before it, but uses nothing of ${earlier.isList ? "them" : "it"}`,
  hint: ({ later, earlier }) =>
    `If their order does not matter, run them at the same time: \`await Promise.all([${callText(earlier)}, ${callText(later)}])\``,
});

function callText({ step, isList }: NamedCall): string {
  return isList ? `Promise.all(xs.map((x) => ${step}(…)))` : `${step}(…)`;
}

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

export const loopInvariant = rule<{ step: string; what: string }>({
  code: "AR3010",
  severity: "info",
  message: ({ step, what }) => `\`${step}\` runs ${what} with the same input`,
  hint: () => "Call it once, before, and use its result each time",
});
