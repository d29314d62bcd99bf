import { pipeline, step } from "@argosy/sdk";

export const measure = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<{ accuracy: number }> => ({
    accuracy: value / 100,
  }),
);
export const deploy = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ accuracy }: { accuracy: number }): Promise<string> => `deployed at ${accuracy}`,
);
export const report = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ reason }: { reason: string }): Promise<string> => `not deployed: ${reason}`,
);

export const ifElse = pipeline({ name: "if-else" }, async ({ value }: { value: number }) => {
  const { accuracy } = await measure({ value });
  let outcome: string;
  if (accuracy >= 0.9) {
    outcome = await deploy({ accuracy });
  } else {
    outcome = await report({ reason: `accuracy ${accuracy} < 0.9` });
  }
  return { outcome, accuracy };
});
