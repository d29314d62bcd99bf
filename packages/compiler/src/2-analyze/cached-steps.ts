/** Steps whose results are kept although each run would give another. */
import { cachedNotDeterministic } from "../diagnostics/source.ts";
import type { Analysis } from "./frame.ts";
import { Impurities } from "./impurity.ts";
import { spanOf } from "./spans.ts";

export function reportCachedSteps({ checker, root, roots, steps, report }: Analysis): void {
  const impurities = new Impurities(checker, "cached");
  const cached = new Map(
    [...steps.values()].flatMap((step) => (isCached(step.options.cache) ? [[step.id, step]] : [])),
  );
  for (const one of roots) {
    const step = one.kind === "step" ? cached.get(one.id) : undefined;
    const fault = one.kind === "step" && step !== undefined ? impurities.within(one.fn) : undefined;
    if (step === undefined || fault === undefined) continue;
    const place = spanOf(root, fault.node);
    const option = step.optionSpans["cache"];
    const related = option === undefined ? {} : { related: [{ span: option, message: "its results are kept here" }] };
    report({ ...cachedNotDeterministic(place, { step: step.name, text: fault.text }), ...related });
  }
}

function isCached(cache: unknown): boolean {
  return cache !== undefined && cache !== false;
}
