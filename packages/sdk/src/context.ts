import type { Artifact } from "./artifacts.ts";
import type { Json } from "./ir/types.ts";

/** What an artifact may be made of. A string is the text itself, never a path. */
export type ArtifactContent = string | Uint8Array | { readonly path: string } | AsyncIterable<Uint8Array | string>;

export interface SaveOptions<Type extends string> {
  readonly type: Type;
  /** Default: by the name's ending. */
  readonly mediaType?: string;
  readonly metadata?: { readonly [key: string]: Json };
}

/** What a step may ask of its surroundings: the second argument of its function. */
export interface StepContext {
  /** Prints one line to the step's log, formatted like `console.log`. */
  readonly log: (...parts: readonly unknown[]) => void;

  /** Records a finite number under a name. @throws {TypeError} when it is not finite. */
  readonly metric: (name: string, value: number) => void;

  /**
   * Saves a file to the store. Two saves of the same bytes give the same record.
   *
   * @example
   * const data = await ctx.save("train.csv", text);
   * const model = await ctx.save("model.json", JSON.stringify(weights), "model");
   * const big = await ctx.save("rows.parquet", { path: `${ctx.tmp}/rows.parquet` });
   */
  save(name: string, content: ArtifactContent): Promise<Artifact<"dataset">>;
  save<const Type extends string>(
    name: string,
    content: ArtifactContent,
    type: Type | SaveOptions<Type>,
  ): Promise<Artifact<Type>>;

  /** The path of a read-only local file with the artifact's content, under its own name. */
  readonly open: (artifact: Artifact) => Promise<string>;

  /** The artifact's content: bytes, text, or parsed JSON. */
  read(artifact: Artifact, as?: "bytes"): Promise<Uint8Array>;
  read(artifact: Artifact, as: "text"): Promise<string>;
  read<Value = Json>(artifact: Artifact, as: "json"): Promise<Value>;

  /** What a later attempt of the same step in the same run can go on from. One value, the last one saved. */
  readonly checkpoint: {
    /** @throws {NotJsonError} when JSON cannot hold it */
    readonly save: (value: unknown) => Promise<void>;
    /** `undefined` when nothing was saved. */
    readonly load: <Value = Json>() => Promise<Value | undefined>;
  };

  /** Aborted when the run is cancelled or the node goes away. */
  readonly signal: AbortSignal;
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly run: {
    /** The same for every step of a run. */
    readonly id: string;
    /** The step's name; empty when nothing named it. */
    readonly step: string;
    /** Which item of a fan-out this is, as in `"3"` or `"3.0"`; in a pipeline that another one calls, which call, as in `"training"`. */
    readonly item?: string;
  };
  /** An empty directory of this attempt alone, removed after it. */
  readonly tmp: string;
}
