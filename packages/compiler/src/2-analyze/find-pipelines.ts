import { ts } from "ts-morph";
import type { ParsedProgram } from "../1-parse/types.ts";
import { sdkCall } from "./sdk-symbols.ts";
import { constantOptions } from "./constant-options.ts";
import { initializerOf } from "./step-search.ts";

export interface FoundPipeline {
  /** The `name` option, else the export's name. */
  readonly name: string;
  readonly exportName: string;
  readonly declaration: ts.VariableDeclaration | ts.ExportAssignment;
  readonly call: ts.CallExpression;
}

/** The exported pipelines of the entry file, by resolved symbol, in the order of the file. */
export function findPipelines({ checker, entry, root }: ParsedProgram): readonly FoundPipeline[] {
  const symbol = checker.getSymbolAtLocation(entry);
  if (symbol === undefined) return [];
  return checker.getExportsOfModule(symbol).flatMap((exported): readonly FoundPipeline[] => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = target.valueDeclaration ?? target.declarations?.[0];
    if (declaration === undefined || !(ts.isVariableDeclaration(declaration) || ts.isExportAssignment(declaration)))
      return [];
    const call = initializerOf(declaration);
    if (call === undefined || !ts.isCallExpression(call) || sdkCall(checker, call) !== "pipeline") return [];
    const [options] = call.arguments;
    const quiet = { checker, root, report: () => undefined };
    const name =
      options === undefined || call.arguments.length < 2 ? undefined : constantOptions(options, quiet).value["name"];
    return [{ name: typeof name === "string" ? name : exported.name, exportName: exported.name, declaration, call }];
  });
}
