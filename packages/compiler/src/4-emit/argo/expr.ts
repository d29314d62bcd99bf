/**
 * Texts in Argo's two languages of reference: `{{tasks.a.outputs.parameters.out}}` is replaced by the bare text,
 * `{{=…}}` by the value of an expression. Names are always written as indices, since `a-b` would be a subtraction.
 */

/** An expression without its braces, as `valueFrom.expression` takes it. */
export type Expression = string;

/** The text as a constant of an expression. */
export function quote(text: string): Expression {
  const escaped = text
    .replace(/[\\']/g, "\\$&")
    // Two closing braces end the tag around the expression, also inside a string.
    .replace(/\}(?=\})/g, "\\u007d")
    .replace(/\{(?=\{)/g, "\\u007b")
    .replace(/[\0-\x1f\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `'${escaped}'`;
}

/** The expression where a text is substituted. */
export function tag(expression: Expression): string {
  return `{{=${expression}}}`;
}

export function outputExpression(task: string, port: string): Expression {
  return `tasks['${task}'].outputs.parameters['${port}']`;
}

export function outputTag(task: string, port: string): string {
  return `{{tasks.${task}.outputs.parameters.${port}}}`;
}

export function statusExpression(task: string): Expression {
  return `tasks['${task}'].status`;
}

export function inputExpression(name: string): Expression {
  return `inputs.parameters['${name}']`;
}

export function inputTag(name: string): string {
  return `{{inputs.parameters.${name}}}`;
}

/** Whether a wire text is an error that travels in a value's place. */
export function isErrorWire(wire: Expression): Expression {
  return `${wire} startsWith ${quote('{"$argosy":"error"')}`;
}

/** A string parameter's text as wire text: by hand it may be given bare. */
export function wireOfString(text: Expression): Expression {
  return `(${text} startsWith ${quote('"')} || ${text} startsWith ${quote('{"$argosy"')} ? ${text} : toJson(${text}))`;
}

/** A number as an expression reads it: whole ones beyond 2⁵³ would overflow its integers. */
export function numberExpression(value: number): Expression {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
