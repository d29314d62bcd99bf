/** Prints the code around the calls of one step, in the shape of `CallTable` of `@argosy/sdk/runtime`. */
import type { Binding, CallSite, Expr, FragmentId, Span } from "@argosy/sdk/ir";
import { expressionText } from "./expression-text.ts";
import { fragmentName, variableName } from "./names.ts";

/** `importFragment` gives the module specifier that exports a fragment. */
export function callTable(calls: readonly CallSite[], importFragment: (fragment: FragmentId) => string): string {
  const imports = fragmentsOf(calls).map(
    (id) => `import { ${fragmentName(id)} } from ${JSON.stringify(importFragment(id))};`,
  );
  const entries = calls.map((call) => `  [${JSON.stringify(call.key)}]: ($) => {\n${callBody(call)}\n  },`);
  return [...imports, "export const calls = {", ...entries, "};", ""].join("\n");
}

/** The fragments that calls evaluate, each once, in the order of their use. */
export function fragmentsOf(calls: readonly CallSite[]): readonly FragmentId[] {
  const used = calls.flatMap(({ bindings }) =>
    bindings.flatMap(({ value }) => (value.kind === "call" ? [value.fragment] : [])),
  );
  return [...new Set(used)];
}

function callBody({ reads, bindings, checks, input, inputSpan, ports, inFanout, soft, lost }: CallSite): string {
  const lines = [
    ...reads.map((read) => {
      const flags = read.settled === true ? ", false, true" : read.lenientString === true ? ", true" : "";
      return `const ${variableName(read.name)} = $.read(${JSON.stringify(read.name)}, ${read.lists}${flags});`;
    }),
    ...bindings.map(
      (binding) =>
        `const ${variableName(binding.name)} = $.bind(${JSON.stringify(placeOf(binding.span))}, () => ${bindingText(binding)});`,
    ),
    "return {",
    `  inFanout: ${inFanout},`,
    ...(soft === undefined ? [] : [`  soft: ${JSON.stringify(soft)},`]),
    ...(lost === undefined ? [] : [`  lost: ${JSON.stringify(lost)},`]),
    `  checks: [${checks.map(variableName).join(", ")}],`,
    ...(input === undefined ? [] : [`  input: ${inputThunk(input, inputSpan)},`]),
    "  ports: {",
    ...ports.map(({ port, encoding, value, span }) => {
      const parts = [JSON.stringify(encoding), `() => ${expressionText(value)}`, JSON.stringify(placeOf(span))];
      return `    [${JSON.stringify(port)}]: [${parts.join(", ")}],`;
    }),
    "  },",
    "};",
  ];
  return lines.map((line) => `    ${line}`).join("\n");
}

function inputThunk(input: Expr, span: Span | undefined): string {
  const thunk = `() => ${expressionText(input)}`;
  return span === undefined ? thunk : `$.bind(${JSON.stringify(placeOf(span))}, ${thunk})`;
}

function bindingText({ value }: Binding): string {
  if (value.kind !== "call") return expressionText(value);
  return `${fragmentName(value.fragment)}(${value.args.map(expressionText).join(", ")})`;
}

function placeOf({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}
