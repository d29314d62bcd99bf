/** What the printer of generated programs knows at one place: names in scope, and numbers to choose with. */

export type Kind = "number" | "string" | "boolean" | "numbers" | "strings" | "user" | "maybe" | "users";

export const TYPES: { readonly [kind in Kind]: string } = {
  number: "number",
  string: "string",
  boolean: "boolean",
  numbers: "readonly number[]",
  strings: "readonly string[]",
  user: "User",
  maybe: "User | null",
  users: "readonly User[]",
};

export const KINDS: readonly Kind[] = Object.keys(TYPES) as Kind[];

interface Name {
  readonly name: string;
  readonly kind: Kind | "helper";
  readonly is: "const" | "let" | "promise" | "helper" | "pipeline";
}

/** Names that are seen in one block, on top of those around it. */
export class Writer {
  readonly names: Name[] = [];
  mayAwait = true;
  /** Items of a fan-out must not change variables from around it. */
  readonly mayAssign: boolean;
  readonly #outer: Writer | undefined;
  readonly #counter: { next: number };
  #choices: readonly number[];
  #at = 0;

  constructor(outer: Writer | undefined, choices: readonly number[], mayAssign = true) {
    this.#outer = outer;
    this.#counter = outer === undefined ? { next: 1 } : outer.#counter;
    this.#choices = choices;
    this.mayAssign = mayAssign;
  }

  /** The numbers of the next gene. */
  start(choices: readonly number[]): void {
    this.#choices = choices;
    this.#at = 0;
  }

  choose(count: number): number {
    return (this.#choices[this.#at++] ?? 0) % count;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.choose(of.length)] as T;
  }

  fresh(prefix: string): string {
    return `${prefix}${this.#counter.next++}`;
  }

  declare(name: string, kind: Kind | "helper", is: Name["is"]): string {
    this.names.push({ name, kind, is });
    return name;
  }

  variable(kind: Kind): string | undefined {
    return this.#one((name) => name.kind === kind && (name.is === "const" || name.is === "let"));
  }

  assignable(kind: Kind): string | undefined {
    return this.#one((name) => name.kind === kind && name.is === "let", true);
  }

  promise(kind: Kind): string | undefined {
    return this.#one((name) => name.kind === kind && name.is === "promise");
  }

  helper(): string | undefined {
    return this.#one((name) => name.is === "helper");
  }

  /** The pipelines that give such a value. */
  pipelines(kind: Kind): readonly string[] {
    return this.visible().flatMap((name) => (name.kind === kind && name.is === "pipeline" ? [name.name] : []));
  }

  /** Prints code in which nothing may be awaited. */
  pure(print: () => string): string {
    const before = this.mayAwait;
    this.mayAwait = false;
    try {
      return print();
    } finally {
      this.mayAwait = before;
    }
  }

  visible(assigning = false): readonly Name[] {
    const outer = assigning && !this.mayAssign ? [] : (this.#outer?.visible(assigning) ?? []);
    return [...outer, ...this.names];
  }

  #one(accept: (name: Name) => boolean, assigning = false): string | undefined {
    const found = this.visible(assigning).filter(accept);
    // The newest first: what was just made is what is interesting.
    return found.length === 0 ? undefined : found[found.length - 1 - this.choose(found.length)]?.name;
  }
}
