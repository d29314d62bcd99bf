import { pipeline, step } from "@argosy/sdk";

export const number = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<number> => value,
);
export const add = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ a, b }: { a: number; b: number }): Promise<number> => a + b,
);

export const unawaitedInputs = pipeline({ name: "unawaited-inputs" }, async ({ base }: { base: number }) => {
  const left = number({ value: base });
  const right = number({ value: base * 10 });
  const total = add({ a: left, b: right });
  return { total: await total, left: await left };
});
