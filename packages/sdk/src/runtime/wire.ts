/**
 * Values between pods: ASCII-only JSON text that survives Argo's and Kubernetes' own substitutions.
 *
 * Argo scans every string for `{{`, decodes `\u` escapes of list items and mangles rare Unicode; the kubelet expands
 * `$(NAME)` and `$$` in environment variables. So no wire text ever holds one of these.
 */
import type { Json } from "../ir/types.ts";

/** What a travelling error looks like, and what `allSettled` gives as its reason. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  /** The step that failed, when a step did. */
  readonly step?: string;
  /** `pipeline.ts:12:3`, where the program threw. */
  readonly at?: string;
  /** The error that led to it, when it was an error too. */
  readonly cause?: WireError;
}

/** A value that was too large to travel and lies in the store. */
export interface WireSpill {
  readonly uri: string;
  readonly sha256: string;
  readonly bytes: number;
}

export type WireValue =
  | { readonly kind: "value"; readonly value: Json | undefined }
  | { readonly kind: "error"; readonly error: WireError }
  | { readonly kind: "spill"; readonly spill: WireSpill };

/** The key that tells what is no plain value. */
export const MARK = "$argosy";

/** The wire text of `undefined`, also the default of every output that was never written. */
export const UNDEFINED_WIRE = '{"$argosy":"undefined"}';

/** JSON text without any character that a cluster would touch. */
export function safeJson(value: unknown): string {
  return (
    (JSON.stringify(value) ?? "null")
      .replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
      // Outside strings JSON never has two opening braces in a row, so these are always text.
      .replace(/\{(?=\{)/g, "\\u007b")
      .replace(/\$(?=[($])/g, "\\u0024")
  );
}

/** Encodes a value that `JSON.parse(JSON.stringify(value))` reproduces, or `undefined`. */
export function encodeWire(value: Json | undefined): string {
  if (value === undefined) return UNDEFINED_WIRE;
  if (isMarked(value)) return safeJson({ [MARK]: "json", value });
  return safeJson(value);
}

export function encodeWireError(error: WireError): string {
  return safeJson({ [MARK]: "error", error });
}

export function encodeWireSpill(spill: WireSpill): string {
  return safeJson({ [MARK]: "spill", spill });
}

/**
 * Decodes wire text that was already parsed as JSON.
 * @throws {TypeError} when the marker is not one of ours.
 */
export function decodeWire(parsed: unknown): WireValue {
  if (!isMarked(parsed)) return { kind: "value", value: parsed as Json };
  switch (parsed[MARK]) {
    case "undefined":
      return { kind: "value", value: undefined };
    case "json":
      return { kind: "value", value: parsed["value"] as Json };
    case "error":
      return { kind: "error", error: parsed["error"] as WireError };
    case "spill":
      return { kind: "spill", spill: parsed["spill"] as WireSpill };
    default:
      throw new TypeError(`unknown wire marker ${String(parsed[MARK])}`);
  }
}

function isMarked(value: unknown): value is { readonly [MARK]: string; readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, MARK);
}
