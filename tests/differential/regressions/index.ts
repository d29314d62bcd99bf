/** Programs that the generator found and that once went wrong, made small by hand. Order is looked at here, unlike in `cases/`. */
import type { GeneratedProgram } from "../generator.ts";
import { CONTROL_FLOW } from "./control-flow.ts";
import { PROMISES } from "./promises.ts";
import { THROWING } from "./throwing.ts";

export const REGRESSIONS: { readonly [name: string]: GeneratedProgram } = {
  ...CONTROL_FLOW,
  ...PROMISES,
  ...THROWING,
};
