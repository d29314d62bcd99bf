import { pipeline, step } from "@argosy/sdk";

export const probe = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ level }: { level: number }): Promise<number> => level,
);
export const boost = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ level }: { level: number }): Promise<number> => level + 100,
);

export const letPhi = pipeline({ name: "let-phi" }, async ({ level }: { level: number }) => {
  let current = await probe({ level });
  let note = "as it was";
  if (current < 5) {
    current = await boost({ level: current });
    note = "boosted";
  }
  const final = await probe({ level: current * 2 });
  return { current, note, final };
});
