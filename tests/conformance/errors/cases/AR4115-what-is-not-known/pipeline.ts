import { pipeline, sleep, step } from "@argosy/sdk";

const small = { cpu: 1, memory: "1Gi" } as const;
export const open = step(small, async ({ name }: { name: string }) => ({ name, id: `${name}-1` }));
export const work = step(small, async ({ id }: { id: string }) => id.length);
export const close = step(small, async ({ id }: { id: string }) => id);

export const churn = pipeline({ name: "churn" }, async ({ names }: { names: string[] }) => {
  const all = await open({ name: "all" });
  let first = "";
  try {
    first = (await open({ name: "first" })).id;
    await work({ id: first });
  } finally {
    await close({ id: all.id });
    await close({ id: first });
    await close({ id: "behind it" });
  }
  try {
    await Promise.all(
      names.map(async (name) => {
        const { id } = await open({ name });
        try {
          await work({ id });
        } finally {
          await close({ id });
        }
      }),
    );
  } finally {
    await sleep("1m");
  }
  await Promise.all(names.map((name) => open({ name })));
  try {
    await work({ id: "x" });
  } finally {
    await close({ id: all.id });
  }
  return all.id;
});
