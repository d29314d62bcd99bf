import type { Diagnostic } from "@argosy/sdk/ir";

/** Gathers what the phases find; the same finding at the same place counts once. */
export class Diagnostics {
  readonly #found = new Map<string, Diagnostic>();

  add(diagnostic: Diagnostic): void {
    const { span } = diagnostic;
    const key = `${diagnostic.code}@${span?.file ?? ""}:${span?.start ?? 0}-${span?.end ?? 0}:${span === undefined ? diagnostic.message : ""}`;
    if (!this.#found.has(key)) this.#found.set(key, diagnostic);
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const diagnostic of diagnostics) this.add(diagnostic);
  }

  get hasErrors(): boolean {
    return this.list.some((diagnostic) => diagnostic.severity === "error");
  }

  get list(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }
}
