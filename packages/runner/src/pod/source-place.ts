/**
 * The author's place in a stack trace. With source maps on, frames of the author's files appear as if these lay beside
 * the bundle; everything else in the bundle (ours, or a package's) keeps the bundle's own name.
 */
import { fileURLToPath } from "node:url";

const FRAME = /^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/;

/** `steps/train.ts:42:11`: the innermost frame in a file of the author's. */
export function findPlace(stack: string, bundleUrl: string): string | undefined {
  const bundle = fileURLToPath(bundleUrl);
  for (const line of stack.split("\n")) {
    const [, file = "", row, column] = FRAME.exec(line) ?? [];
    const own = relativeTo(bundle, file);
    if (own !== undefined) return `${own}:${row}:${column}`;
  }
  return undefined;
}

/** The stack with the author's frames alone, their paths relative to the project; when it has none, without the bundle's. */
export function cleanStack(stack: string, bundleUrl: string): string {
  const bundle = fileURLToPath(bundleUrl);
  const fileOf = (line: string): string => FRAME.exec(line)?.[1] ?? "";
  const isOwn = (line: string): boolean => relativeTo(bundle, fileOf(line)) !== undefined;
  const lines = stack.split("\n");
  if (!lines.some(isOwn)) return lines.filter((line) => pathOf(fileOf(line)) !== bundle).join("\n");
  const kept = lines.filter((line) => !/^\s+at /.test(line) || isOwn(line));
  return kept.join("\n").replaceAll(folderOf(bundle), "");
}

function relativeTo(bundle: string, file: string): string | undefined {
  const path = pathOf(file);
  const folder = folderOf(bundle);
  if (path === bundle || !path.startsWith(folder) || path.includes("/node_modules/")) return undefined;
  return path.slice(folder.length);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function pathOf(file: string): string {
  return file.startsWith("file://") ? fileURLToPath(file) : file;
}
