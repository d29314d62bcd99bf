import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  for (const n of [1, 2]) {
    if (n > 1) {
      break;
      await load({ rows: n });
    }
    await train({ rows: n });
  }
  switch (rows) {
    case 1:
      return 1;
    case 2:
      throw new Error("two");
      await load({ rows });
  }
  if (rows > 5) {
    return 2;
  } else {
    return 3;
  }
  return hoisted();
  function hoisted(): number {
    return 4;
  }
});
