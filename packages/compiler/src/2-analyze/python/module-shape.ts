/** What a Python module declares and imports, read without running it. */
import { type LogicalLine, logicalLines, splitAtCommas, splitOutside } from "./logical-lines.ts";

export interface PythonParameter {
  readonly name: string;
  /** `*`: by keyword only; `/` and what stands before it: by position only. */
  readonly kind: "any" | "positional" | "keyword" | "rest" | "keywords";
  readonly annotation?: string;
  readonly optional: boolean;
}

export interface PythonFunction {
  readonly name: string;
  readonly parameters: readonly PythonParameter[];
  /** From 1. */
  readonly line: number;
}

export interface PythonImport {
  /** `a.b`; with leading dots when it is relative. */
  readonly module: string;
  /** `from module import names`; any of them may be a module. */
  readonly names: readonly string[];
  readonly line: number;
  /** Not at the top of the file: in a function, or where its failure is caught. */
  readonly conditional: boolean;
}

export interface PythonModule {
  readonly functions: readonly PythonFunction[];
  /** Names that are bound at the top in another way: assigned, imported, defined under a condition. */
  readonly others: ReadonlySet<string>;
  readonly imports: readonly PythonImport[];
}

export function readModule(source: string): PythonModule {
  const lines = logicalLines(source);
  const top = lines.filter(({ indent }) => indent === 0);
  return {
    functions: top.flatMap((line) => readFunction(line)),
    others: new Set(lines.flatMap((line) => otherNames(line))),
    imports: lines.flatMap((line) => readImports(line)),
  };
}

const DEFINITION = /^(?:async\s+)?def\s+([^\W\d]\w*)\s*(?:\[[^\]]*\]\s*)?\(/u;

function readFunction({ text, line }: LogicalLine): readonly PythonFunction[] {
  const found = DEFINITION.exec(text);
  if (found === null) return [];
  const [list = ""] = splitOutside(text.slice(found[0].length), ")");
  return [{ name: found[1] ?? "", parameters: readParameters(list), line }];
}

function readParameters(list: string): readonly PythonParameter[] {
  const parts = splitAtCommas(list);
  const slash = parts.indexOf("/");
  const star = parts.findIndex((part) => part.startsWith("*") && !part.startsWith("**"));
  return parts.flatMap((part, index): readonly PythonParameter[] => {
    if (part === "/" || part === "*" || part === "") return [];
    const [declared = "", fallback] = splitOutside(part, "=");
    const [name = "", annotation] = splitOutside(declared, ":");
    const common = { ...(annotation === undefined ? {} : { annotation }), optional: fallback !== undefined };
    if (name.startsWith("**")) return [{ ...common, name: name.slice(2).trim(), kind: "keywords", optional: true }];
    if (name.startsWith("*")) return [{ ...common, name: name.slice(1).trim(), kind: "rest", optional: true }];
    const kind = index < slash ? "positional" : star >= 0 && index > star ? "keyword" : "any";
    return [{ ...common, name, kind }];
  });
}

function otherNames({ indent, text }: LogicalLine): readonly string[] {
  const nested = indent > 0 ? DEFINITION.exec(text)?.[1] : undefined;
  const assigned = /^([^\W\d]\w*)\s*(?::[^=]*)?=(?!=)/u.exec(text)?.[1];
  const imported = readImports({ indent, text, line: 0 }).flatMap(({ names }) => names);
  const renamed = [...text.matchAll(/\bas\s+([^\W\d]\w*)/gu)].map(([, name]) => name ?? "");
  const className = /^class\s+([^\W\d]\w*)/u.exec(text)?.[1];
  return [nested, assigned, className, ...imported, ...renamed].filter((name) => name !== undefined);
}

function readImports({ indent, text, line }: LogicalLine): readonly PythonImport[] {
  // Several statements may share a line.
  return splitOutside(text, ";").flatMap((statement): readonly PythonImport[] => {
    const from = /^from\s+(\.*\s*[\w.]*)\s+import\s+(.*)$/su.exec(statement);
    const conditional = indent > 0;
    if (from !== null) {
      const names = splitAtCommas((from[2] ?? "").replace(/^\(|\)$/g, "")).map(
        (name) => name.split(/\s+as\s+/u)[0] ?? "",
      );
      return [
        { module: (from[1] ?? "").replace(/\s+/g, ""), names: names.map((name) => name.trim()), line, conditional },
      ];
    }
    const plain = /^import\s+(.*)$/su.exec(statement);
    const modules = plain === null ? [] : splitAtCommas(plain[1] ?? "");
    return modules.map((module) => ({
      module: (module.split(/\s+as\s+/u)[0] ?? "").trim(),
      names: [],
      line,
      conditional,
    }));
  });
}
