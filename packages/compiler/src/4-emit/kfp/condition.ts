/** Conditions in CEL. They see the inputs of their own task only. */
import type { NativeTest } from "@argosy/sdk/ir";
import { OPERATORS } from "../native-operators.ts";

/** The input that a condition reads. */
export const CONDITION_INPUT = "condition";

const VALUE = `inputs.parameter_values['${CONDITION_INPUT}']`;

/**
 * `is` undefined: the condition holds neither way, because evaluating it threw. Whatever is no `then` is a conjunction of
 * negations, as Kubeflow's own compiler writes what comes after an `if`.
 */
export function conditionText(is: boolean | undefined, native: NativeTest | undefined): string {
  if (native !== undefined) return is === true ? nativeText(native) : `!(${nativeText(native)})`;
  if (is === undefined) return `!(${VALUE} == 'true') && !(${VALUE} == 'false')`;
  return is ? `${VALUE} == 'true'` : `!(${VALUE} == 'true') && !(${VALUE} != 'false')`;
}

/** Whatever is not `is`. */
export function otherwiseText(is: boolean, native: NativeTest | undefined): string {
  if (native !== undefined) return conditionText(!is, native);
  return is ? `!(${VALUE} == 'true')` : `!(${VALUE} == 'false')`;
}

function nativeText(test: NativeTest): string {
  if (test.kind === "truthy") return `${VALUE} == true`;
  const constant = typeof test.value === "number" ? celDouble(test.value) : celString(test.value);
  return `${VALUE} ${OPERATORS[test.op]} ${constant}`;
}

/** Numbers of inputs are doubles, and CEL does not compare those with integers. */
export function celDouble(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text.replace(/^(-?\d+)e/, "$1.0e") : `${text}.0`;
}

export function celString(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&").replace(/[^\x20-\x7e]/gu, escaped)}'`;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}
