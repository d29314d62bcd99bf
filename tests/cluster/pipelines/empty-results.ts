import { pipeline, step } from "@argosy/sdk";

export const nothing = step({ cpu: "20m", memory: "96Mi" }, async ({ x }: { x: number }, ctx): Promise<void> =>
  ctx.log(x),
);
export const maybe = step({ cpu: "20m", memory: "96Mi" }, async ({ x }: { x: number }): Promise<string | null> =>
  x > 0 ? "" : null,
);
export const inspect = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value, list }: { value: string | null; list: number[] }): Promise<{ type: string; size: number }> => ({
    type: value === null ? "null" : typeof value,
    size: list.length,
  }),
);

export const emptyResults = pipeline({ name: "empty-results" }, async ({ x }: { x: number }) => {
  const none = await nothing({ x });
  const value = await maybe({ x });
  const inspected = await inspect({ value, list: [] });
  return { inspected, none: none ?? "nothing", value, zero: 0, no: false, empty: "" };
});
