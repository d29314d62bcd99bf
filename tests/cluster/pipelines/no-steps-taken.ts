import { pipeline, step } from "@argosy/sdk";

export const never = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<number> => value,
);

/** Conditions on parameters, so that the run may need no pod at all. */
export const noStepsTaken = pipeline(
  { name: "no-steps-taken" },
  async ({ limit, mode }: { limit: number; mode: string }) => {
    let value: number | undefined;
    if (limit > 10 && mode === "full") value = await never({ value: limit });
    return { limit, mode, value: value ?? null };
  },
);
