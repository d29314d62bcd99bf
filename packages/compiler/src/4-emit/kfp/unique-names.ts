/** Names that Kubeflow takes, injective and in the order of their coming. */

export class UniqueNames {
  readonly #used: Set<string>;

  constructor(reserved: readonly string[] = []) {
    this.#used = new Set(reserved);
  }

  /** The wish itself, or with a number behind it. */
  of(wish: string): string {
    let name = wish;
    for (let count = 2; this.#used.has(name); count++) name = `${wish}-${count}`;
    this.#used.add(name);
    return name;
  }
}

/** Keys of inputs and outputs stand in placeholders and in the names of files. */
export function keyOf(name: string): string {
  const key = name.replace(/[^A-Za-z0-9_-]+/g, "_");
  return /^[A-Za-z_]/.test(key) ? key : `_${key}`;
}

/** A server makes a second task `x-driver` of each task `x`. */
export function taskNameOf(id: string): string {
  return id.endsWith("-driver") ? `${id}-task` : id;
}

/** `trainModel_v2` → `train-model-v2` */
export function dnsName(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "step" : name.slice(0, 40).replace(/-+$/, "");
}
