/** AR2xxx: what a pipeline body may say. */
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
  message: ({ text }) => `\`${text}\` is a promise here`,
  hint: ({ text }) => `Await it first: \`await ${text}\``,
});

export const notDeterministic = rule<{ text: string }>({
  code: "AR2003",
  severity: "error",
  message: ({ text }) =>
    `\`${text}\` has no place in a pipeline body, whose code runs wherever its value is needed, perhaps more than once`,
  hint: () => "Call it inside a step and return the value",
});

export const mutation = rule<{ text: string }>({
  code: "AR2004",
  severity: "error",
  message: ({ text }) => `\`${text}\` changes a value in place`,
  hint: () => "Make a new one: `[...xs, x]`, `xs.toSorted()`, `{ ...o, key: value }`",
});

export const floatingPromise = rule<{ text: string }>({
  code: "AR2005",
  severity: "error",
  message: ({ text }) => `the promise of \`${text}\` is never awaited`,
  hint: () => "Await it, pass it to a step, or put it into `Promise.all`",
});

export const stepChosenAtRunTime = rule<{ text: string }>({
  code: "AR2006",
  severity: "error",
  message: ({ text }) => `\`${text}\` is a different step depending on a run-time value`,
  hint: () => "Call each step in its own arm of an `if`",
});

export const stepUsedAsValue = rule<{ text: string }>({
  code: "AR2007",
  severity: "error",
  message: ({ text }) => `\`${text}\` is a step, and steps are not values`,
  hint: () => "Call it, or pass it to `Promise.all(xs.map(…))`",
});

export const stepInPureCode = rule<{ text: string }>({
  code: "AR2008",
  severity: "error",
  message: ({ text }) => `\`${text}\` is called where a step cannot be`,
  hint: () => "Call steps in the pipeline body, an async helper, or the callback of `Promise.all(xs.map(…))`",
});

export const recursiveHelper = rule<{ name: string }>({
  code: "AR2009",
  severity: "error",
  message: ({ name }) => `\`${name}\` calls itself and calls steps`,
  hint: () => "Write a loop instead",
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
  message: ({ text }) => `\`${text}\` is an array of promises here`,
  hint: ({ text }) => `Await them together: \`await Promise.all(${text})\``,
});

export const unknownName = rule<{ text: string }>({
  code: "AR2012",
  severity: "error",
  message: ({ text }) => `\`${text}\` cannot be used in a pipeline body`,
  hint: () => "Use parameters, step results, module-level constants and pure functions",
});

export const glueForbidden = rule<{ text: string }>({
  code: "AR3001",
  severity: "error",
  message: ({ text }) => `\`${text}\` needs a pod of its own, and the pipeline says \`glue: "forbid"\``,
  hint: () => "Compute it inside a step",
});

export const internalError = rule<{ detail: string }>({
  code: "AR9001",
  severity: "error",
  message: ({ detail }) => `this is a bug of Argosy: ${detail}`,
  hint: () => "Please report it with the pipeline that shows it",
});
