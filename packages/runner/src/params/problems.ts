/** AR51xx: parameters that do not fit. */
import { didYouMean, type Diagnostic } from "@argosy/sdk/ir";

export function unknownParameter(name: string, known: readonly string[]): Diagnostic {
  const suggestion = didYouMean(name, known);
  const list =
    known.length === 0 ? "The pipeline has no parameters" : `The pipeline has ${known.map(quoted).join(", ")}`;
  const hint = suggestion === undefined ? list : `${suggestion.charAt(0).toUpperCase()}${suggestion.slice(1)}`;
  return { code: "AR5101", severity: "error", message: `the pipeline has no parameter ${quoted(name)}`, hint };
}

export function missingParameter(name: string, expected: string): Diagnostic {
  return {
    code: "AR5102",
    severity: "error",
    message: `the parameter ${quoted(name)} is missing; it must be ${expected}`,
    hint: `Give it with \`--set ${name}=…\`, \`--input\` or \`--input-file\``,
  };
}

/** `path` as in `lrs[1]`. */
export function wrongParameter(path: string, message: string): Diagnostic {
  return { code: "AR5103", severity: "error", message: `the parameter ${quoted(path)} ${message}` };
}

export function unreadableArtifact(path: string, given: string, reason: string): Diagnostic {
  return {
    code: "AR5104",
    severity: "error",
    message: `the parameter ${quoted(path)} is an artifact, and ${quoted(given)} cannot be read: ${reason}`,
    hint: "Give a file, relative to the working directory, a `file://` or `s3://` URI, or the record of an artifact",
  };
}

export function directoryArtifact(path: string, given: string): Diagnostic {
  return {
    code: "AR5105",
    severity: "error",
    message: `the parameter ${quoted(path)} is an artifact, and ${quoted(given)} is a directory; an artifact is one file`,
    hint: "Pack it first, for instance with `tar -czf data.tar.gz DIRECTORY`",
  };
}

export function storeProblem(path: string, given: string, reason: string): Diagnostic {
  return {
    code: "AR5106",
    severity: "error",
    message: `${quoted(given)} for the parameter ${quoted(path)} cannot be saved: ${reason}`,
    hint: "Choose a store that this machine can write to with `--store` or `ARGOSY_STORE`, or give the record of an artifact that lies in it",
  };
}

function quoted(text: string): string {
  return `\`${text}\``;
}
