/** `{{`, which both targets replace wherever it stands. */

/** Options that are prose: what is replaced is taken out of them, or nobody looks. */
const PROSE: ReadonlySet<string> = new Set(["description"]);

/** The names of the options that hold one somewhere inside. */
export function optionsWithPlaceholders(options: object): readonly string[] {
  return Object.entries(options)
    .filter(([name, value]) => !PROSE.has(name) && hasPlaceholder(value))
    .map(([name]) => name);
}

export function hasPlaceholder(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{{");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, one]) => key.includes("{{") || hasPlaceholder(one));
}
