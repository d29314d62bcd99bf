import { relative, sep } from "node:path";
import type { Span } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";

/** The path that spans and digests use: relative to the project root, with forward slashes. */
export function modulePath(root: string, file: ts.SourceFile): string {
  return relative(root, file.fileName).split(sep).join("/");
}

/** The place of a node without its leading comments. */
export function spanOf(root: string, node: ts.Node): Span {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { file: modulePath(root, file), start, end: node.getEnd(), line: line + 1, column: character + 1 };
}
