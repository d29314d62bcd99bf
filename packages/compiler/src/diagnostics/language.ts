/** AR2xxx: what a pipeline body may say. */
import { codeText } from "./code-text.ts";
import { rule } from "./rule.ts";

export const unsupportedSyntax = rule<{ what: string; instead: string }>({
  code: "AR2001",
  severity: "error",
  message: ({ what }) => `${what} is not supported in a pipeline body`,
  hint: ({ instead }) => instead,
});

export const promiseUsedAsValue = rule<{ text: string }>({
  code: "AR2002",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` is a promise here`,
  hint: ({ text }) => `Await it first: \`await ${codeText(text)}\``,
});

export const notDeterministic = rule<{ text: string }>({
  code: "AR2003",
  severity: "error",
  message: ({ text }) =>
    `\`${codeText(text)}\` has no place in a pipeline body, whose code runs wherever its value is needed, perhaps more than once`,
  hint: () => "Call it inside a step and return the value",
});

export const mutation = rule<{ text: string }>({
  code: "AR2004",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` changes a value in place`,
  hint: () => "Make a new one: `[...xs, x]`, `xs.toSorted()`, `{ ...o, key: value }`",
});

export const floatingPromise = rule<{ text: string }>({
  code: "AR2005",
  severity: "error",
  message: ({ text }) => `the promise of \`${codeText(text)}\` is never awaited`,
  hint: () => "Await it, pass it to a step, or put it into `Promise.all`",
});

export const stepChosenAtRunTime = rule<{ text: string }>({
  code: "AR2006",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` is a different step depending on a run-time value`,
  hint: () => "Call each step in its own arm of an `if`",
});

export const stepUsedAsValue = rule<{ text: string }>({
  code: "AR2007",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` is a step, and steps are not values`,
  hint: () => "Call it, or pass it to `Promise.all(xs.map(…))`",
});

export const stepInPureCode = rule<{ text: string }>({
  code: "AR2008",
  severity: "error",
  message: ({ text }) =>
    `\`${codeText(text)}\` stands inside code that is evaluated as one piece, where no step can start`,
  hint: () =>
    "Call the step before, in a statement of its own, and use its result here; for a list write `await Promise.all(xs.map(…))`",
});

export const recursiveHelper = rule<{ name: string }>({
  code: "AR2009",
  severity: "error",
  message: ({ name }) => `\`${name}\` calls itself and calls steps`,
  hint: () => "Write a loop instead, or a pipeline with `maxDepth`",
});

export const stepArguments = rule<{ name: string }>({
  code: "AR2010",
  severity: "error",
  message: ({ name }) => `\`${name}\` takes exactly one object`,
  hint: ({ name }) => `Write \`${name}({ … })\``,
});

export const mapOfPromises = rule<{ text: string }>({
  code: "AR2011",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` is an array of promises here`,
  hint: ({ text }) => `Await them together: \`await Promise.all(${codeText(text)})\``,
});

export const unknownName = rule<{ text: string }>({
  code: "AR2012",
  severity: "error",
  message: ({ text }) => `\`${codeText(text)}\` cannot be used in a pipeline body`,
  hint: () => "Use parameters, step results, module-level constants and pure functions",
});

export const unreachable = rule({
  code: "AR2013",
  severity: "warning",
  message: () => "nothing reaches this line",
  hint: () => "Remove it, or move it before the `return`, `throw`, `break` or `continue` above",
});

export const definedInBody = rule<{ kind: string }>({
  code: "AR2014",
  severity: "error",
  message: ({ kind }) =>
    `\`${kind}(…)\` cannot be called in a pipeline body: what it defines has to be known before a run`,
  hint: ({ kind }) =>
    `Move it to the top level of the file, \`const name = ${kind}(…)\`, and pass what it needs as its input`,
});

export const pipelineRecursion = rule<{ name: string }>({
  code: "AR2015",
  severity: "error",
  message: ({ name }) => `\`${name}\` calls itself, and nothing says how deep`,
  hint: () => "Give it `maxDepth`, how many of its runs may lie in each other, or write a loop",
});

export const impureHelper = rule<{ name: string; text: string }>({
  code: "AR2030",
  severity: "error",
  message: ({ name, text }) =>
    `\`${name}\` uses \`${codeText(text)}\`, which has no place in a pipeline body, whose code runs wherever its value is needed`,
  hint: () => "Call it inside a step and return the value",
});
