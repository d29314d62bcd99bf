/** From the IR to a program in which every expression has a place and every value a producer. */
import type { CallSite, Diagnostic, LoweredProgram, PipelineIr, Read } from "@argosy/sdk/ir";
import { type Lowering, newLowering, rescueKey } from "./context.ts";
import type { CallDraft } from "./drafts.ts";
import { finishScope } from "./finish-scope.ts";
import type { Leaf } from "./leaves.ts";
import { placeOutput } from "./output.ts";
import type { Placement } from "./placement.ts";
import { addRepeated } from "./repeat.ts";
import { rescueSite } from "./rescue.ts";
import { ScopeLowering } from "./scope-lowering.ts";

export interface LowerOptions {
  readonly forceGlue?: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Told where each expression went. */
  readonly explain?: (placement: Placement) => void;
}

export function lower(ir: PipelineIr, options: LowerOptions): LoweredProgram {
  const lowering = newLowering(ir, options.forceGlue ?? false, {
    report: options.report,
    explain: options.explain ?? (() => undefined),
  });
  const main = new ScopeLowering("main", lowering);
  main.addBlock(ir.body, [], addRepeated);
  const { value, after, span } = ir.result;
  finishScope(main, placeOutput(main, value, { after, path: [], span }));
  return {
    version: 1,
    name: ir.name,
    options: ir.options,
    optionSpans: ir.optionSpans,
    params: ir.params,
    steps: ir.steps
      .filter((step) => lowering.calls.some(({ draft }) => draft.step === step.id))
      .map((step) => ({ ...step, options: { ...ir.options.defaults, ...step.options } })),
    main: main.id,
    scopes: Object.fromEntries(lowering.scopes),
    calls: lowering.calls.flatMap(({ draft, inFanout }) => callSites(draft, inFanout, lowering)),
    span: ir.span,
  };
}

/** The call, and what stands in for it when its pod is lost. */
function callSites(draft: CallDraft, inFanout: boolean, lowering: Lowering): readonly CallSite[] {
  const site = callSite(draft, inFanout, lowering);
  const step = lowering.ir.steps.find(({ id }) => id === site.step);
  if (site.soft === undefined || step === undefined) return [site];
  const options = { ...lowering.ir.options.defaults, ...step.options };
  return [site, rescueSite(site, rescueKey(lowering, site.key), { ...step, options }, lowering.ir.span)];
}

function callSite(draft: CallDraft, inFanout: boolean, lowering: Lowering): CallSite {
  const reads = [...draft.reads].map(([name, leaf]): Read => ({
    name,
    lists: draft.lists.get(name) ?? 0,
    ...(isText(leaf, lowering) ? { lenientString: true } : {}),
    ...(leaf.kind === "settled" ? { settled: true } : {}),
  }));
  return {
    key: draft.key,
    ...(draft.step === undefined ? {} : { step: draft.step }),
    reads,
    bindings: [...draft.bindings.values()],
    checks: draft.checks,
    ...(draft.input === undefined ? {} : { input: draft.input }),
    ...(draft.inputSpan === undefined ? {} : { inputSpan: draft.inputSpan }),
    ports: draft.ports,
    inFanout,
    ...(draft.soft === undefined ? {} : { soft: draft.soft }),
  };
}

function isText(leaf: Leaf, lowering: Lowering): boolean {
  return (
    leaf.kind === "param" && lowering.ir.params.find((param) => param.name === leaf.name)?.schema["type"] === "string"
  );
}
