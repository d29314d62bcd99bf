/** `sleep("10m")` and `approve({ message })`. */
import { type Node, normalizeApproveOptions, readDuration, type Wait } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { stepArguments, unsupportedSyntax } from "../../diagnostics/language.ts";
import { optionInvalid, optionNotConstant } from "../../diagnostics/source.ts";
import { constantOptions } from "../constant-options.ts";
import { evaluateConstant } from "../constants.ts";
import { type Analysis, barriers, emit, type Frame, newId, span } from "../frame.ts";
import { reportOptions } from "../report-options.ts";
import { unlessThrown } from "../throwing.ts";
import { ERROR, UNDEFINED, type Value } from "../values.ts";

/** A promise of nothing. */
export function analyzeWait(kind: Wait["kind"], node: ts.CallExpression, frame: Frame): Value {
  const [argument] = node.arguments;
  if (node.arguments.length !== 1 || argument === undefined) {
    frame.analysis.report(stepArguments(span(frame, node), { name: kind }));
    return ERROR;
  }
  const wait = kind === "sleep" ? sleepOf(argument, frame) : approvalOf(argument, frame);
  if (wait === undefined) return ERROR;
  return unlessThrown(node, frame, (arm) => {
    const id = newId(arm.analysis, kind);
    if (arm.soft) arm.analysis.soft.add(id);
    emit(arm, { kind: "wait", id, wait, after: barriers(arm.flow), span: span(arm, node) });
    return { kind: "promise", value: UNDEFINED, settles: [id] };
  });
}

function sleepOf(argument: ts.Expression, { analysis, ...frame }: Frame): Wait | undefined {
  const at = span({ analysis, ...frame }, argument);
  const constant = evaluateConstant(argument, { checker: analysis.checker });
  if (!constant.known) {
    analysis.report(optionNotConstant(at, { text: constant.blame.getText(), option: "duration" }));
    return undefined;
  }
  const read =
    typeof constant.value === "string"
      ? readDuration(constant.value)
      : { message: "a time is text", hint: 'write "10m"' };
  if (typeof read === "number") return { kind: "sleep", seconds: read };
  analysis.report(optionInvalid(at, read));
  return undefined;
}

function approvalOf(argument: ts.Expression, { analysis }: Frame): Wait | undefined {
  const { value, spans } = constantOptions(argument, analysis);
  const normalized = normalizeApproveOptions(value);
  reportOptions(normalized, spans, analysis);
  const { message, timeout } = normalized.options ?? {};
  if (message === undefined) return undefined;
  return { kind: "approve", message, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
}

/** A refusal ends the run: no target can hand it to the code around it. */
export function reportCaughtApprovals(nodes: readonly Node[], analysis: Analysis, isCaught = false): void {
  for (const node of nodes) {
    const caught = isCaught || analysis.soft.has(node.id);
    if (node.kind === "wait" && node.wait.kind === "approve" && caught) {
      const instead = "Call `approve` outside of `try` and `allSettled`";
      analysis.report(unsupportedSyntax(node.span, { what: "catching the refusal of `approve`", instead }));
    } else if (node.kind === "if") reportCaughtApprovals([...node.then.nodes, ...node.else.nodes], analysis, caught);
    else if (node.kind === "map" || node.kind === "loop") reportCaughtApprovals(node.body.nodes, analysis, caught);
  }
}
