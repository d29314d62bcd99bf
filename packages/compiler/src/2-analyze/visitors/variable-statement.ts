import type { ts } from "ts-morph";
import { bindPattern } from "../bind-pattern.ts";
import { type Completion, NORMAL } from "../completion.ts";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { UNDEFINED } from "../values.ts";

export function analyzeVariables(list: ts.VariableDeclarationList, frame: Frame): Completion {
  for (const declaration of list.declarations) {
    const value = declaration.initializer === undefined ? UNDEFINED : evaluate(declaration.initializer, frame);
    bindPattern(declaration.name, value, frame);
  }
  return NORMAL;
}
