/** The JSON object that a pod is given: read name → wire JSON. */
import { readFileSync } from "node:fs";
import type { PodEnvironment } from "./environment.ts";
import { EXIT, PodFailure } from "./failure.ts";

export type PodInput = { readonly [read: string]: unknown };

/** @throws {PodFailure} with exit code 65 when it cannot be read, or when a placeholder in it was never filled in. */
export function readInput({ input }: PodEnvironment): PodInput {
  const text = "text" in input ? input.text : readText(input.file);
  const open = text.indexOf("{{");
  // Wire text never holds two opening braces in a row, so these are a reference that nobody resolved.
  if (open >= 0)
    throw refuse(`the input still has the placeholder ${excerpt(text.slice(open))}: what it refers to gave no value`);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as PodInput;
  } catch (error) {
    throw refuse(`the input is not JSON: ${(error as Error).message}`);
  }
  throw refuse(`the input is not a JSON object: ${excerpt(text)}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw refuse(`the input cannot be read: ${(error as Error).message}`);
  }
}

function refuse(message: string): PodFailure {
  return new PodFailure(EXIT.value, { name: "InputError", message }, `InputError: ${message}`);
}

function excerpt(text: string): string {
  const end = text.indexOf("}}");
  const placeholder = end >= 0 ? text.slice(0, end + 2) : text;
  return placeholder.length > 80 ? `${placeholder.slice(0, 80)}…` : placeholder;
}
