/** Data that stands in the source and travels with the code of pods. */
import { join } from "node:path";
import { ts } from "ts-morph";
import type { ParsedProgram } from "../1-parse/types.ts";
import type { SourceGraph, SourceModule } from "../bundle/source-graph-types.ts";
import { largeConstant } from "../diagnostics/bundling.ts";
import { evaluateConstant } from "./constants.ts";
import type { Analysis } from "./frame.ts";
import { spanOf } from "./spans.ts";

/** In bytes of JSON. */
const LARGE = 4096;

export function reportLargeConstants(
  sources: SourceGraph,
  { program, checker, root }: ParsedProgram,
  report: Analysis["report"],
): void {
  for (const module of sources.modules) {
    const file = program.getSourceFile(join(root, module.path));
    for (const { name, initializer } of file === undefined ? [] : longDeclarations(file)) {
      if (!isReached(module, name)) continue;
      const constant = evaluateConstant(initializer, { checker });
      const bytes = constant.known ? Buffer.byteLength(JSON.stringify(constant.value) ?? "") : 0;
      if (bytes > LARGE) report(largeConstant(spanOf(root, name), { name: name.text, bytes }));
    }
  }
}

/** Constants at the top level whose text alone is as long: most need not be evaluated to know that they are small. */
function longDeclarations(
  file: ts.SourceFile,
): readonly { readonly name: ts.Identifier; readonly initializer: ts.Expression }[] {
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && initializer !== undefined && initializer.getWidth(file) > LARGE
        ? [{ name, initializer }]
        : [],
    );
}

function isReached({ pieces }: SourceModule, name: ts.Identifier): boolean {
  const start = name.getStart();
  return pieces.some((piece) => piece.reached && piece.start <= start && start < piece.end);
}
