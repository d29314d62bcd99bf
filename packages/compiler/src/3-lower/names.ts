/** Names that Kubernetes takes: readable, unique, and derived from the author's own. */

const LONGEST = 40;

/** Gives every node id a DNS-safe name; the same ids give the same names, whatever their order. */
export class Names {
  readonly #byId = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The name of a node; `wish` is what it would be called were it the only one. */
  of(id: string, wish: string = id): string {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const name = this.#free(dnsLabel(wish));
    this.#byId.set(id, name);
    return name;
  }

  #free(wish: string): string {
    let name = wish;
    for (let count = 2; this.#taken.has(name); count++) name = `${wish.slice(0, LONGEST - 4)}-${count}`;
    this.#taken.add(name);
    return name;
  }
}

/** `trainModel_v2` → `train-model-v2`: lower case, digits and single hyphens, starting with a letter. */
export function dnsLabel(text: string): string {
  const label = text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const safe = /^[a-z]/.test(label) ? label : `s-${label}`;
  return safe.slice(0, LONGEST).replace(/-+$/, "");
}
