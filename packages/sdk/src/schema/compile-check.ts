import { Script } from "node:vm";
import type { JsonSchema } from "../ir/types.ts";
import * as checks from "../runtime/checks.ts";
import { checkText } from "./check-text.ts";

/** The check that a pod of this schema would make, in this process. */
export function compileCheck(schema: JsonSchema): checks.Check {
  const make = new Script(`($)=>${checkText(schema, "$")}`).runInThisContext() as (
    helpers: typeof checks,
  ) => checks.Check;
  return make(checks);
}
