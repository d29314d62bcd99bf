/** AR1xxx: files, exports and options. */
import { codeText } from "./code-text.ts";
import { rule } from "./rule.ts";

export const fileNotFound = rule<{ path: string }>({
  code: "AR1001",
  severity: "error",
  message: ({ path }) => `cannot read \`${path}\``,
  hint: () => "Give the path of a TypeScript file that exports a pipeline",
});

export const noPipeline = rule<{ path: string }>({
  code: "AR1002",
  severity: "error",
  message: ({ path }) => `\`${path}\` exports no pipeline`,
  hint: () => 'Write `export const main = pipeline({ name: "main" }, async () => { … })`',
});

export const unknownPipeline = rule<{ name: string; known: readonly string[] }>({
  code: "AR1003",
  severity: "error",
  message: ({ name }) => `there is no pipeline \`${name}\` in this file`,
  hint: ({ known }) => `It has ${known.map((one) => `\`${one}\``).join(", ")}`,
});

export const severalPipelines = rule<{ known: readonly string[] }>({
  code: "AR1004",
  severity: "error",
  message: ({ known }) => `this file has ${known.length} pipelines`,
  hint: ({ known }) => `Choose one with \`--pipeline\`: ${known.map((one) => `\`${one}\``).join(", ")}`,
});

export const optionNotConstant = rule<{ text: string; option: string }>({
  code: "AR1010",
  severity: "error",
  message: ({ text, option }) =>
    `\`${codeText(text)}\` is not known when the pipeline is compiled, but the option \`${option}\` must be`,
  hint: () =>
    "Use literals, constants of the top level, spreads of these, templates, arithmetic, and helpers made of these",
});

export const optionInvalid = rule<{ message: string; hint?: string }>({
  code: "AR1011",
  severity: "error",
  message: ({ message }) => message,
  hint: ({ hint }) => hint,
});

export const optionIsLambda = rule<{ option: string }>({
  code: "AR1012",
  severity: "error",
  message: ({ option }) => `\`${option}\` is a function of the input, which no target can do yet`,
  hint: () => "Write a constant for now",
});

export const stepNotNamed = rule({
  code: "AR1013",
  severity: "error",
  message: () => "a step needs a name",
  hint: () => "Assign it to a module-level const: `const train = step(…)`",
});

export const optionSuspicious = rule<{ message: string; hint?: string }>({
  code: "AR1015",
  severity: "warning",
  message: ({ message }) => message,
  hint: ({ hint }) => hint,
});

export const cachedNotDeterministic = rule<{ step: string; text: string }>({
  code: "AR1018",
  severity: "warning",
  message: ({ step, text }) =>
    `\`${codeText(text)}\` gives something else each time, but \`${step}\` keeps its results with \`cache\``,
  hint: () => "Give the value to the step as its input, or leave `cache` out",
});

export const typeNotJson = rule<{ what: string; reason: string }>({
  code: "AR1020",
  severity: "error",
  message: ({ what, reason }) => `${what} cannot travel as JSON: ${reason}`,
  hint: () => "Between steps travel text, numbers, `true`, `false`, `null`, and lists and plain objects of these",
});

export const tagSaysNothing = rule<{ tag: string; what: string; reason: string }>({
  code: "AR1021",
  severity: "warning",
  message: ({ tag, what, reason }) => `\`@${tag}\` says nothing about ${what}: ${reason}`,
  hint: () => "Mend the tag, or leave it out",
});

export const schemaNotJson = rule<{ what: string; reason: string }>({
  code: "AR1022",
  severity: "error",
  message: ({ what, reason }) => `${what} has a schema that JSON Schema cannot say: ${reason}`,
  hint: () => "A pod checks values without the library: give it a schema of plain data, and do the rest in the step",
});

export const pythonFile = rule<{ path: string }>({
  code: "AR1060",
  severity: "error",
  message: ({ path }) => `there is no file \`${path}\``,
  hint: () => "Paths of a Python step are relative to the file that declares it",
});

export const pythonFunction = rule<{
  file: string;
  name: string;
  known: readonly string[];
  suggestion?: string;
}>({
  code: "AR1061",
  severity: "error",
  message: ({ file, name }) => `\`${file}\` has no function \`${name}\` at its top`,
  hint: ({ known, suggestion }) => {
    if (suggestion !== undefined) return `${suggestion.charAt(0).toUpperCase()}${suggestion.slice(1)}`;
    return known.length === 0 ? "It has none at all" : `It has ${known.map((one) => `\`${one}\``).join(", ")}`;
  },
});

export const pythonSignature = rule<{ file: string; line: number; name: string; problem: string }>({
  code: "AR1062",
  severity: "error",
  message: ({ file, line, name, problem }) => `\`${name}\` (${file}:${line}) ${problem}`,
  hint: () =>
    "A Python step gives its input's fields as keyword arguments: change the function or the step's input type",
});

export const pythonImport = rule<{ file: string; line: number; module: string }>({
  code: "AR1063",
  severity: "error",
  message: ({ file, line, module }) => `${file}:${line} imports \`${module}\`, and there is no such file`,
  hint: () => "Modules that a Python step imports relatively lie in the folder of its file, or below it",
});

export const manifestKind = rule<{ kind: string; apiVersion: string }>({
  code: "AR1070",
  severity: "error",
  message: ({ kind, apiVersion }) => `nobody knows when a \`${kind}\` of \`${apiVersion}\` is done`,
  hint: () =>
    'Say it: `done: { condition: "Ready" }` or `done: { field: "status.phase", in: ["Succeeded"] }`, and `failed` likewise',
});
