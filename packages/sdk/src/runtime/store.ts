/** Where artifacts, spilled values, checkpoints and cached results lie: the port that a directory and S3 implement. */
import type { ArtifactContent } from "../context.ts";

/** Content in a store, addressed by its digest. */
export interface Blob {
  readonly uri: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Store {
  /** Saves the content under its digest; the same content gives the same blob. Nobody sees it half written. */
  readonly put: (content: ArtifactContent) => Promise<Blob>;
  /**
   * The path of a local, read-only file with the content.
   * @throws {StoreError} when it is not there or, given `sha256`, when it is not what was saved
   */
  readonly open: (uri: string, sha256?: string) => Promise<string>;
  /** The content itself; throws as `open` does. */
  readonly read: (uri: string, sha256?: string) => Promise<Uint8Array>;
  readonly exists: (uri: string) => Promise<boolean>;
  /** Remembers a short text under a name, in place of the one before: checkpoints and cached results. */
  readonly writeRef: (name: string, text: string) => Promise<void>;
  readonly readRef: (name: string) => Promise<string | undefined>;
}

export type StoreErrorReason =
  /** The blob is not there. */
  | "missing"
  /** It is there but is not what was saved. */
  | "corrupt"
  | "full"
  /** Not allowed to read or write. */
  | "denied"
  /** What was to be saved cannot be. */
  | "content"
  /** Anything else: no such bucket, no network. */
  | "unavailable";

/** The store could not do what it was asked. */
export class StoreError extends Error {
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    Object.defineProperty(this, "name", { value: "StoreError", configurable: true });
  }
}
