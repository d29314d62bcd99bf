import { pipeline, step } from "@argosy/sdk";

export const flaky = step(
  { cpu: "20m", memory: "96Mi", retry: { limit: 2, on: ["error"] } },
  async ({ name }: { name: string }, ctx): Promise<string> => {
    if (ctx.attempt === 0) throw new Error(`${name} fails at first`);
    return `${name} is well`;
  },
);

export const retry = pipeline({ name: "retry" }, async ({ name }: { name: string }) => {
  const said = await flaky({ name });
  return { said };
});
