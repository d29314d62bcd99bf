/** Says what is wrong with a type at the property that was written. */
import type { ts } from "ts-morph";
import { tagSaysNothing, typeNotJson } from "../diagnostics/source.ts";
import type { Analysis } from "./frame.ts";
import type { SchemaProblem } from "./schema-walk.ts";
import { spanOf } from "./spans.ts";

/** @param name what messages call the part at a path, as in `` `runs[].at` in the input of `load` `` */
export function reportSchema(
  problem: SchemaProblem,
  at: ts.Node,
  name: (path: string) => string,
  { root, report }: Pick<Analysis, "root" | "report">,
): void {
  const span = spanOf(root, problem.node.getSourceFile().isDeclarationFile ? at : problem.node);
  const what = name(problem.path);
  switch (problem.kind) {
    case "type":
      return report(typeNotJson(span, { what, reason: problem.reason }));
    case "tag":
      return report(tagSaysNothing(span, { tag: problem.tag, what, reason: problem.reason }));
  }
}
