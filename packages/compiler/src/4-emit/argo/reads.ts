/** What a pod is given: one JSON object of wire texts, put together by substitution. */
import type { PodTask, ValueRef } from "@argosy/sdk/ir";
import { safeJson } from "@argosy/sdk/runtime";
import { type Emission, siteOf } from "./emission.ts";
import { inputExpression, outputExpression, tag } from "./expr.ts";
import { refText } from "./refs.ts";
import type { ScopeNames } from "./scope-names.ts";

export function inText(task: PodTask, names: ScopeNames, emission: Emission): string {
  const { reads } = siteOf(emission, task.call);
  const lenient = new Set(reads.filter((read) => read.lenientString === true).map(({ name }) => name));
  const entries = Object.entries(task.reads).map(([name, ref]) => {
    const text = lenient.has(name) ? textOfText(ref, names) : refText(ref, names);
    return `${safeJson(name)}:${text}`;
  });
  return `{${entries.join(",")}}`;
}

/** The text as a JSON string: a bare string, as people type it, would not be JSON. */
function textOfText(ref: ValueRef, names: ScopeNames): string {
  switch (ref.kind) {
    case "lit":
      return safeJson(ref.wire);
    case "input":
      return tag(`toJson(${inputExpression(names.input(ref.name))})`);
    case "task":
      return tag(`toJson(${outputExpression(names.task(ref.task), ref.port)})`);
  }
}
