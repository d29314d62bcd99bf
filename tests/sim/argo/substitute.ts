/** `{{…}}` in texts, as the controller replaces it. */
import { evaluate, type Environment, ExpressionError, Unresolved } from "./expression.ts";

/** The output of a task that never ran and says nothing of what it would have been. */
export const ABSENT: unique symbol = Symbol("absent");

/** A text with an absent output in it: alone it stands for the consumer's default, mixed with other text it is an error. */
export function substitute(text: string, environment: Environment): string | typeof ABSENT {
  let result = "";
  let from = 0;
  for (let start = text.indexOf("{{"); start >= 0; start = text.indexOf("{{", from)) {
    const end = text.indexOf("}}", start);
    if (end < 0) throw new ExpressionError(`a tag without an end in ${text}`);
    const body = text.slice(start + 2, end);
    const value = body.startsWith("=") ? expressionText(body.slice(1), environment) : lookUp(body.trim(), environment);
    if (value === ABSENT) {
      if (start === 0 && end + 2 === text.length) return ABSENT;
      throw new ExpressionError(`unable to substitute ${text} with an absent optional`);
    }
    result += text.slice(from, start) + value;
    from = end + 2;
  }
  return result + text.slice(from);
}

function expressionText(expression: string, environment: Environment): string {
  const value = evaluate(expression, environment);
  if (value === null || typeof value === "symbol")
    throw new ExpressionError(`failed to evaluate expression ${expression}`);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The bare text: JSON around it is the author's business. */
function lookUp(path: string, environment: Environment): string | typeof ABSENT {
  let value: unknown = environment;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) throw new Unresolved(path);
    value = (value as Environment)[name];
  }
  // In an expression what is absent is nil.
  if (value === null) return ABSENT;
  if (typeof value === "object") throw new Unresolved(path);
  return String(value);
}
