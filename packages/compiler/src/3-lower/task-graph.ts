/** Which task ends before which: ancestors as bit sets, so that thousands of tasks stay cheap. */

export class TaskGraph {
  readonly #direct: (readonly number[])[] = [];
  readonly #ancestors: Uint32Array[] = [];

  /** Adds a task behind earlier ones and returns its index. */
  add(needs: Iterable<number>): number {
    const index = this.#direct.length;
    const direct = [...new Set(needs)];
    const ancestors = new Uint32Array((index >>> 5) + 1);
    for (const need of direct) {
      const inherited = this.#ancestors[need] as Uint32Array;
      for (let word = 0; word < inherited.length; word++)
        ancestors[word] = (ancestors[word] as number) | (inherited[word] as number);
      ancestors[need >>> 5] = (ancestors[need >>> 5] as number) | (1 << (need & 31));
    }
    this.#direct.push(direct);
    this.#ancestors.push(ancestors);
    return index;
  }

  /** True when `earlier` has ended before `later` starts. */
  isBefore(earlier: number, later: number): boolean {
    const word = this.#ancestors[later]?.[earlier >>> 5] ?? 0;
    return (word & (1 << (earlier & 31))) !== 0;
  }

  /** The direct needs that no other need already implies. */
  reduced(index: number): readonly number[] {
    const direct = this.#direct[index] ?? [];
    return direct
      .filter((need) => !direct.some((other) => other !== need && this.isBefore(need, other)))
      .sort((a, b) => a - b);
  }
}
