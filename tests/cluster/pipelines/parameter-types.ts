import { pipeline, step } from "@argosy/sdk";

interface Settings {
  mode: "fast" | "slow";
  limits: { cpu: number; names: string[] };
}

export const show = step(
  { cpu: "20m", memory: "96Mi" },
  async (input: {
    flag: boolean;
    ratio: number;
    settings: Settings;
    text: string;
    maybe: string | null;
    list: number[][];
  }): Promise<string> => JSON.stringify(input),
);

export const parameterTypes = pipeline(
  { name: "parameter-types" },
  async ({
    flag,
    ratio,
    settings,
    text = 'it\'s "quoted" {{x}}',
    maybe,
    list = [[1], []],
    extra,
  }: {
    flag: boolean;
    ratio: number;
    settings: Settings;
    text?: string;
    maybe: string | null;
    list?: number[][];
    extra?: string;
  }) => {
    if (flag && settings.mode === "slow") return { skipped: true, ratio, extra: extra ?? "absent" };
    const shown = await show({ flag, ratio, settings, text, maybe, list });
    return { shown, isInteger: Number.isInteger(ratio), names: settings.limits.names.length, extra: extra ?? "absent" };
  },
);
