import { pipeline, step } from "@argosy/sdk";

export const flag = step({ cpu: "20m", memory: "96Mi" }, async ({ on }: { on: boolean }): Promise<boolean> => on);
export const fast = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ from }: { from: string }): Promise<string> => `fast from ${from}`,
);
export const slow = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ from }: { from: string }): Promise<string> => `slow from ${from}`,
);
export const verify = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ what }: { what: string }): Promise<string> => `verified ${what}`,
);

export const conditionalExpressions = pipeline(
  { name: "conditional-expressions" },
  async ({ on, label = "here" }: { on: boolean; label?: string }) => {
    const isOn = await flag({ on });
    const way = isOn ? await fast({ from: label }) : await slow({ from: label });
    const verified = isOn && (await verify({ what: way }));
    return { way, verified };
  },
);
