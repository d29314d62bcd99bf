import { pipeline, step } from "@argosy/sdk";

export const square = step({ cpu: "20m", memory: "96Mi" }, ({ value }: { value: number }): number => value ** 2);

export const mapParameter = pipeline({ name: "map-parameter" }, async ({ values }: { values: number[] }) => {
  const squares = await Promise.all(values.map((value) => square({ value })));
  return squares.filter((value) => value > 3);
});
