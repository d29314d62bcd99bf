/** Variables: a scope says which variable a name is, a store what it holds at one point of the program. */
import type { ts } from "ts-morph";
import type { Value } from "./values.ts";

/** One variable of one activation. */
export interface Cell {
  readonly name: string;
  readonly symbol?: ts.Symbol;
}

export class Scope {
  readonly #cells = new Map<ts.Symbol, Cell>();
  readonly parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  declare(symbol: ts.Symbol): Cell {
    const cell: Cell = { name: symbol.name, symbol };
    this.#cells.set(symbol, cell);
    return cell;
  }

  lookup(symbol: ts.Symbol): Cell | undefined {
    return this.#cells.get(symbol) ?? this.parent?.lookup(symbol);
  }
}

/** What the variables hold; an arm of a branch works on a fork, which leaves the original as it was. */
export class Store {
  readonly #values = new Map<Cell, Value>();
  readonly #parent: Store | undefined;

  constructor(parent?: Store) {
    this.#parent = parent;
  }

  get(cell: Cell): Value | undefined {
    return this.#values.get(cell) ?? this.#parent?.get(cell);
  }

  set(cell: Cell, value: Value): void {
    this.#values.set(cell, value);
  }

  /** Every variable with what it holds, also those of the original. */
  *entries(): Generator<readonly [Cell, Value]> {
    yield* this.#values;
    for (const [cell, value] of this.#parent?.entries() ?? []) if (!this.#values.has(cell)) yield [cell, value];
  }

  fork(): Store {
    return new Store(this);
  }

  /** The variables of the original that were given another value since the fork. */
  get changed(): readonly Cell[] {
    return [...this.#values.keys()].filter((cell) => this.#parent?.get(cell) !== undefined);
  }
}
