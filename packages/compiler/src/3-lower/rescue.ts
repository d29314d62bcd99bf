/** Stand-ins for calls whose errors are caught: they evaluate what a lost pod would have evaluated after its step. */
import type { CallKey, CallSite, Expr, StepIr } from "@argosy/sdk/ir";
import { parts } from "./expressions.ts";

/** Code of its own, which needs neither the step's image nor its packages, and no pod unless one is lost. */
export function rescueSite(
  site: CallSite,
  key: CallKey,
  { name, options }: StepIr,
  place: CallSite["inputSpan"],
): CallSite {
  const used = usedNames(site);
  const { timeoutSeconds } = options;
  const span = site.inputSpan ?? place;
  if (span === undefined) throw new Error(`the call ${site.key} has no place`);
  return {
    key,
    reads: site.reads.filter((read) => used.has(read.name)),
    bindings: site.bindings.filter((binding) => used.has(binding.name)),
    checks: [],
    ports: [{ port: "out", encoding: "value", value: { kind: "out", node: "$out" }, span }, ...site.ports],
    inFanout: site.inFanout,
    ...(site.isShared === true ? { isShared: true } : {}),
    lost: { step: name, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) },
  };
}

/** Reads and bindings that the outputs need. */
function usedNames({ ports, bindings }: CallSite): ReadonlySet<string> {
  const known = new Map(bindings.map((binding) => [binding.name, binding]));
  const used = new Set<string>();
  const visit = (expr: Expr): void => {
    if (expr.kind === "out" && !used.has(expr.node)) {
      used.add(expr.node);
      const value = known.get(expr.node)?.value;
      if (value !== undefined) (value.kind === "call" ? value.args : [value]).forEach(visit);
    }
    parts(expr).forEach(visit);
  };
  for (const { value } of ports) visit(value);
  return used;
}
