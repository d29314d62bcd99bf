import type { Json } from "./ir/types.ts";

/**
 * A file in the store, as a plain JSON record: a pipeline may pass it on, compare it and choose between several.
 * `Type` is a literal such as `"dataset"`; `ctx.save` makes records, `ctx.open` and `ctx.read` give the content back.
 *
 * @example
 * async function report({ data }: { data: Dataset }): Promise<{ page: Artifact<"page"> }> { … }
 */
export interface Artifact<Type extends string = string> {
  /** Where the content lies: `file:///…` or `s3://…`. */
  readonly uri: string;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** As in `text/csv`; `application/octet-stream` when nothing better is known. */
  readonly mediaType: string;
  readonly type: Type;
  /** Anything else worth keeping; `name` is the file's name. */
  readonly metadata: { readonly [key: string]: Json };
}

/** Rows to learn from or to judge by. The type of an artifact that `ctx.save` was told nothing else about. */
export type Dataset = Artifact<"dataset">;
/** Something trained. */
export type Model = Artifact<"model">;
/** Numbers about a model or a run, as a file. */
export type Metrics = Artifact<"metrics">;
/** A picture or a page for people. */
export type Plot = Artifact<"plot">;
