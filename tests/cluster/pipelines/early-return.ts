import { pipeline, step } from "@argosy/sdk";

export const check = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ rows }: { rows: number }): Promise<{ ok: boolean; rows: number }> => ({
    ok: rows > 10,
    rows,
  }),
);
export const process = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ rows }: { rows: number }): Promise<number> => rows * 3,
);

export const earlyReturn = pipeline({ name: "early-return" }, async ({ rows }: { rows: number }) => {
  const checked = await check({ rows });
  if (!checked.ok) return { status: "too few", rows: checked.rows };
  const processed = await process({ rows: checked.rows });
  return { status: "done", rows: processed };
});
