/** AR42xx: what Kubeflow Pipelines cannot do. */
import { rule } from "./rule.ts";

export const kfpOptionUnsupported = rule<{ option: string; hint: string }>({
  code: "AR4201",
  severity: "error",
  message: ({ option }) => `Kubeflow Pipelines has nothing like \`${option}\``,
  hint: ({ hint }) => hint,
});

export const kfpLoop = rule({
  code: "AR4202",
  severity: "error",
  message: () => "Kubeflow's loops run their rounds at once: none can wait for the one before or use what it left",
  hint: () =>
    "Loop inside one step, write `Promise.all(list.map(…))` where rounds do not depend on each other, or use the target `argo`",
});

export const kfpPipelineCall = rule<{ name: string }>({
  code: "AR4214",
  severity: "error",
  message: ({ name }) => `the pipeline \`${name}\` cannot be called on Kubeflow yet`,
  hint: () => "Write what both share as an async function, which is inlined, or use the target `argo`",
});

export const kfpRetryFilter = rule<{ option: string }>({
  code: "AR4203",
  severity: "warning",
  message: ({ option }) => `Kubeflow repeats whatever failed: \`${option}\` does not choose what is worth it there`,
  hint: () => "Repeat inside the step what must not be repeated as a whole",
});

export const kfpCaughtRetry = rule<{ step: string }>({
  code: "AR4204",
  severity: "error",
  message: ({ step }) =>
    `an attempt of \`${step}\` cannot tell on Kubeflow whether it is the last, so its error cannot be caught`,
  hint: () => "Repeat inside the step and leave `retry` out, or call the step outside of `try` and `allSettled`",
});

export const kfpCaughtErrors = rule({
  code: "AR4205",
  severity: "warning",
  message: () =>
    "on Kubeflow only what a step throws can be caught: a pod that is lost or runs out of memory ends the run",
  hint: () => "Use the target `argo` where such failures have to be met by the pipeline",
});

export const kfpParameterName = rule<{ name: string }>({
  code: "AR4206",
  severity: "error",
  message: ({ name }) => `Kubeflow takes no parameter called \`${name}\``,
  hint: () => "Use ASCII letters, digits and `_`, a letter first",
});

export const kfpPlaceholder = rule<{ where: string }>({
  code: "AR4207",
  severity: "error",
  message: ({ where }) => `\`{{\` in ${where} would be replaced by Kubeflow`,
  hint: () => "Put a space between the braces, or compute the text inside the step",
});

export const kfpBundleTooLarge = rule<{ step: string; bytes: number; limit: number }>({
  code: "AR4208",
  severity: "error",
  message: ({ step, bytes, limit }) =>
    `the code of ${step} has ${sizeText(bytes)} packed, but a container of Kubeflow's holds ${sizeText(limit)}`,
  hint: () => "Name its large packages in `external` and give the step an `image` that has them",
});

export const kfpRunTooLarge = rule<{ bytes: number; limit: number }>({
  code: "AR4209",
  severity: "error",
  message: ({ bytes, limit }) =>
    `a run of this pipeline would be an object of about ${sizeText(bytes)}, but a cluster takes ${sizeText(limit)}`,
  hint: () => "Call steps that are alike in a `Promise.all(list.map(…))`, or split the pipeline",
});

export const kfpInputTooLarge = rule<{ bytes: number; limit: number }>({
  code: "AR4210",
  severity: "error",
  message: ({ bytes, limit }) =>
    `the constants in this call have ${bytes.toLocaleString("en")} bytes, but a pod takes ${limit.toLocaleString("en")}`,
  hint: () => "Move them into the step, or pass them as an artifact",
});

export const kfpScheduleNeedsDefaults = rule<{ names: readonly string[] }>({
  code: "AR4211",
  severity: "error",
  message: ({ names }) => `nobody gives ${names.map((name) => `\`${name}\``).join(", ")} to a scheduled run`,
  hint: () => "Give every parameter a default, or leave `schedule` out",
});

export const kfpStoreNeedsClaim = rule<{ url: string }>({
  code: "AR4212",
  severity: "error",
  message: ({ url }) => `pods of Kubeflow cannot see the store \`${url}\``,
  hint: () =>
    "Use a store of the kind `s3://bucket/prefix`, or set `store.volume` to a `persistentVolumeClaim` that is mounted there",
});

export const kfpParallelism = rule<{ limit: number }>({
  code: "AR4213",
  severity: "info",
  message: ({ limit }) => `Kubeflow has no limit for a whole run: each fan-out runs ${limit} items at once at most`,
});

export const kfpWait = rule<{ call: string }>({
  code: "AR4215",
  severity: "error",
  message: ({ call }) => `Kubeflow cannot wait without a pod, as \`${call}\` does`,
  hint: () => "Wait in a step, end the pipeline there, or use the target `argo`",
});

/** Roughly: the exact size changes with every line of the pod runtime. */
function sizeText(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1e3)} kB`;
}
