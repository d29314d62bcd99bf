import { pipeline, step } from "@argosy/sdk";

export const even = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<string> => `even ${value}`,
);
export const odd = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<string> => `odd ${value}`,
);
export const check = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<{ ok: boolean }> => ({ ok: value > 1 }),
);

/** Both arms in the items of a fan-out, and an early return from some items. */
export const branchesInMaps = pipeline({ name: "branches-in-maps" }, async ({ values }: { values: number[] }) => {
  const named = await Promise.all(
    values.map(async (value, index) => {
      const { ok } = await check({ value });
      if (!ok) return { index, name: "small" };
      const name = value % 2 === 0 ? await even({ value }) : await odd({ value });
      return { index, name };
    }),
  );
  return named.map(({ name }) => name).join("; ");
});
