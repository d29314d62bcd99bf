/** AR41xx: what Argo Workflows cannot do. */
import { rule } from "./rule.ts";

export const argoOptionUnsupported = rule<{ option: string; hint: string }>({
  code: "AR4101",
  severity: "error",
  message: ({ option }) => `\`${option}\` cannot be compiled to Argo yet`,
  hint: ({ hint }) => hint,
});

export const argoPlaceholder = rule<{ where: string }>({
  code: "AR4102",
  severity: "error",
  message: ({ where }) => `\`{{\` in ${where} would be replaced by Argo`,
  hint: () => "Put a space between the braces, or compute the text inside the step",
});

export const argoParameterName = rule<{ name: string }>({
  code: "AR4103",
  severity: "error",
  message: ({ name }) => `Argo takes no parameter called \`${name}\``,
  hint: () => "Use ASCII letters, digits and `_`",
});

export const argoGroupsWait = rule<{ count: number; limit: number }>({
  code: "AR4113",
  severity: "info",
  message: ({ count, limit }) =>
    `a cluster takes ${limit} tasks in one graph, and these ${count} are in groups of which some wait for more than they need`,
  hint: () => "Put calls that are alike into one `Promise.all(list.map(…))`, which is one task",
});

export const argoRunTooLarge = rule<{ name: string; bytes: number; limit: number }>({
  code: "AR4106",
  severity: "error",
  message: ({ name, bytes, limit }) =>
    `every run of \`${name}\` would store ${bytes.toLocaleString("en")} bytes, but Argo keeps a run in ${limit.toLocaleString("en")}`,
  hint: () =>
    "Pass large constants as a file or an artifact, call steps in a `Promise.all(list.map(…))`, or split the pipeline",
});

export const argoBundleTooLarge = rule<{ step: string; bytes: number; limit: number }>({
  code: "AR4107",
  severity: "error",
  message: ({ step, bytes, limit }) =>
    `the code of ${step} has ${bytes.toLocaleString("en")} bytes compressed, but a ConfigMap holds ${limit.toLocaleString("en")}`,
  hint: () => "Name its large packages in `external` and give the step an `image` that has them",
});

export const argoInputTooLarge = rule<{ bytes: number; limit: number }>({
  code: "AR4108",
  severity: "error",
  message: ({ bytes, limit }) =>
    `the constants in this call have ${bytes.toLocaleString("en")} bytes, but a pod takes ${limit.toLocaleString("en")}`,
  hint: () => "Move them into the step, or pass them as an artifact",
});

export const argoTooDeep = rule<{ name: string; depth: number; limit: number; most: number }>({
  code: "AR4114",
  severity: "error",
  message: ({ name, depth, limit }) =>
    `runs of \`${name}\` may lie ${depth} templates deep in each other, and Argo ends a run beyond ${limit}`,
  hint: ({ most }) => `Set \`maxDepth\` to at most ${most}, or write a loop`,
});

export const argoBackoffFactor = rule<{ factor: number }>({
  code: "AR4109",
  severity: "error",
  message: ({ factor }) => `Argo multiplies waits by whole numbers only, not by ${factor}`,
  hint: ({ factor }) => `Write ${Math.floor(factor)} or ${Math.ceil(factor)}`,
});

export const argoScheduleNeedsDefaults = rule<{ names: readonly string[] }>({
  code: "AR4110",
  severity: "error",
  message: ({ names }) => `nobody gives ${names.map((name) => `\`${name}\``).join(", ")} to a scheduled run`,
  hint: () => "Give every parameter a default, or leave `schedule` out",
});

export const argoStoreNeedsVolume = rule<{ url: string }>({
  code: "AR4111",
  severity: "error",
  message: ({ url }) => `pods cannot see the store \`${url}\`, a directory of this machine`,
  hint: () =>
    "Set `store.volume` in argosy.config.ts to the Kubernetes volume that holds it, or use a store of the kind `s3://bucket/prefix`",
});

export const argoStoreNeedsKeys = rule<{ url: string }>({
  code: "AR4112",
  severity: "warning",
  message: ({ url }) => `pods have no keys for the store \`${url}\``,
  hint: () =>
    "Set `store.secret` in argosy.config.ts to the Kubernetes secret that has them: `{ name, accessKey, secretKey }`",
});

export const argoFinallyNotWhenStopped = rule<{ why: string }>({
  code: "AR4115",
  severity: "warning",
  message: ({ why }) => `a run that is stopped on Argo does not run this part of a \`finally\` block: ${why}`,
  hint: () => "Make what it needs in steps that are awaited before the `try`, in the body of the pipeline itself",
});
