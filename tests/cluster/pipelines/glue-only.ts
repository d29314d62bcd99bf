import { pipeline, step } from "@argosy/sdk";

export const words = step({ cpu: "20m", memory: "96Mi" }, async ({ text }: { text: string }): Promise<string[]> =>
  text.split(" "),
);

function longest(all: readonly string[]): string {
  return all.reduce((a, b) => (b.length > a.length ? b : a), "");
}

export const glueOnly = pipeline({ name: "glue-only" }, async ({ text, other }: { text: string; other: string }) => {
  const [left, right] = await Promise.all([words({ text }), words({ text: other })]);
  const both = [...left, ...right];
  return {
    longest: longest(both),
    count: both.length,
    sharedLengths: left.filter((word) => right.some((one) => one.length === word.length)),
  };
});
