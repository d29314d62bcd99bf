/** AR103x: what the code of a step brings along. */
import { rule } from "./rule.ts";

export const moduleNotFound = rule<{ specifier: string; importer?: string }>({
  code: "AR1030",
  severity: "error",
  message: ({ specifier, importer }) =>
    `cannot find \`${specifier}\`${importer === undefined ? "" : `, which \`${importer}\` imports`}`,
  hint: ({ specifier }) =>
    /^[./]/.test(specifier)
      ? undefined
      : "Install it in this project; or, when the step's image brings it, list it in the step's `external` option",
});

export const nativeAddOn = rule<{ name: string }>({
  code: "AR1031",
  severity: "error",
  message: ({ name }) => `\`${name}\` is a native add-on, which cannot travel with the code`,
  hint: ({ name }) => `Use an image that has it, and list it in the step's options: \`external: ["${name}"]\``,
});

export const ownPackageInStep = rule<{ specifier: string }>({
  code: "AR1032",
  severity: "error",
  message: ({ specifier }) => `a step cannot use \`${specifier}\`: it is not part of a pod`,
  hint: () => "Import `@argosy/sdk` alone in modules that steps use",
});

export const cannotBundle = rule<{ message: string; importer?: string }>({
  code: "AR1033",
  severity: "error",
  message: ({ message, importer }) =>
    `the code of this step cannot be packed: ${message}${importer === undefined ? "" : ` (in \`${importer}\`)`}`,
  hint: () => "When a package is the cause and the step's image brings it, list it in the step's `external` option",
});

export const runsAtStart = rule<{ steps: readonly string[] }>({
  code: "AR1034",
  severity: "warning",
  message: ({ steps }) => `this runs at the start of every pod of ${steps.map((step) => `\`${step}\``).join(", ")}`,
  hint: () => "Move it into a function that the step calls, if it should run only once or elsewhere",
});

export const runsInNoPod = rule({
  code: "AR1035",
  severity: "warning",
  message: () => "this runs when the file is loaded here, but in no step's pod",
  hint: () => "Call it inside the steps that need it",
});

export const ownPathInStep = rule<{ text: string }>({
  code: "AR1036",
  severity: "warning",
  message: ({ text }) => `\`${text}\` is another path in a pod, and the files beside this module are not there`,
  hint: () => "Import JSON and code; give other files to the pipeline as an artifact parameter",
});

export const largeConstant = rule<{ name: string; bytes: number }>({
  code: "AR1037",
  severity: "warning",
  message: ({ name, bytes }) =>
    `\`${name}\` is a constant of ${bytes.toLocaleString("en")} bytes, which travels with the code of every pod that uses it`,
  hint: () => "Give it to the pipeline as an artifact parameter, or read it inside the step that needs it",
});
