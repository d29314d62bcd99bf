/**
 * What pods and plain runs share: values, errors and files on their way between steps. Loads nothing but Node itself.
 * @internal
 */
export type { CallProgram, CallScope, CallTable, PodProgram } from "./call-table.ts";
export type { Artifact } from "../artifacts.ts";
export type { StepContext } from "../context.ts";
export { type ContextParts, createContext, type StepEvent } from "./create-context.ts";
export { DirectoryStore } from "./directory-store.ts";
export { chunksOf } from "./content.ts";
export {
  errorJson,
  fromWireError,
  isNonRetriable,
  loopLimitError,
  recursionLimitError,
  NonRetriableError,
  type OutsideFailure,
  type StepError,
  toWireError,
} from "./errors.ts";
export { hold, release } from "./held.ts";
export { lostError, type LostFacts, OUR_BUG } from "./lost.ts";
export { isNotJsonError, NotJsonError, toJson, toTravelling } from "./json.ts";
export { isTypeMismatch } from "./type-mismatch.ts";
export { type Blob, type Store, StoreError, type StoreErrorReason } from "./store.ts";
export {
  decodeWire,
  encodeWire,
  encodeWireError,
  encodeWireSpill,
  safeJson,
  UNDEFINED_WIRE,
  type WireError,
  type WireSpill,
  type WireValue,
} from "./wire.ts";
