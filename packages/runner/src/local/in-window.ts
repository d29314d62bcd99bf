/** Runs `action` for every item, at most `width` at once, begun in their order; the results in the same order. */
export async function inWindow<Item, Result>(
  items: readonly Item[],
  width: number,
  action: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await action(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return results;
}
