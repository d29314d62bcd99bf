import { Script } from "node:vm";
import type { JsonSchema } from "../ir/types.ts";
import * as checks from "../runtime/checks.ts";
import { checkText } from "./check-text.ts";
import { shapeText } from "./shape-text.ts";

/** The check that a pod of this schema would make, in this process. */
export function compileCheck(schema: JsonSchema): checks.Check {
  return compiled(checkText(schema, "$"));
}

/** What a pod would make of a value that fits. */
export function compileShape(schema: JsonSchema): checks.Shape {
  const text = shapeText(schema, "$");
  return text === undefined ? (value) => value : compiled(text);
}

function compiled<Made>(text: string): Made {
  const make = new Script(`($)=>${text}`).runInThisContext() as (helpers: typeof checks) => Made;
  return make(checks);
}
