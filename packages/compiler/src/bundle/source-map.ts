import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { PlacedFragment } from "./render-module.ts";

export interface OriginalFile {
  /** Relative to the project root. */
  readonly path: string;
  readonly fragments: readonly PlacedFragment[];
}

/**
 * A source map of the user's own files alone, without their text. `originOf` knows them by the names that esbuild gave
 * them; what comes from elsewhere is marked as unmapped. Lines of fragments lead to where these stand in the program.
 */
export function ownSourceMap(mapText: string, originOf: (source: string) => OriginalFile | undefined): string {
  const map = JSON.parse(mapText) as { readonly sources: readonly string[]; readonly mappings: string };
  const origins = map.sources.map(originOf);
  const sources: string[] = [];
  const mappings = decode(map.mappings).map((line) => {
    const segments: SourceMapSegment[] = [];
    for (const segment of line) {
      const own = ownSegment(segment, origins, sources);
      const last = segments.at(-1);
      if (own.length > 1 || (last !== undefined && last.length > 1)) segments.push(own);
    }
    return segments;
  });
  // Node takes an unmapped segment for a mapped one when it is the very last thing in the text.
  return JSON.stringify({ version: 3, sources, names: [], mappings: `${encode(mappings)};` });
}

function ownSegment(
  segment: SourceMapSegment,
  origins: readonly (OriginalFile | undefined)[],
  sources: string[],
): SourceMapSegment {
  const [column, source, line, originalColumn] = segment;
  const origin = source === undefined ? undefined : origins[source];
  if (origin === undefined || line === undefined || originalColumn === undefined) return [column];
  const place = originalPlace(origin, line, originalColumn);
  if (place === undefined) return [column];
  const known = sources.indexOf(origin.path);
  if (known < 0) sources.push(origin.path);
  return [column, known < 0 ? sources.length - 1 : known, place.line, place.column];
}

function originalPlace(
  { fragments }: OriginalFile,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } | undefined {
  const fragment = fragments.findLast(({ firstLine }) => line >= firstLine);
  if (fragment === undefined) return { line, column };
  const { firstLine, lastLine, origin } = fragment;
  if (line > lastLine) return undefined;
  if (line > firstLine) return { line: origin.line + line - firstLine, column };
  return { line: origin.line, column: origin.column + Math.max(0, column - fragment.column) };
}
