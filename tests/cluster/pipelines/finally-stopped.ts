import { pipeline, step } from "@argosy/sdk";

const small = { cpu: "50m", memory: "96Mi" } as const;

const open = step(small, ({ name }: { name: string }) => ({ id: `machine-${name}` }));
const work = step(small, async ({ id }: { id: string }) => {
  console.log(`working on ${id}`);
  await new Promise((resolve) => setTimeout(resolve, 300_000));
  return id;
});
const close = step(small, ({ id, note }: { id: string; note: string }) => ({ closed: id, note }));

async function useIt(name: string): Promise<string> {
  const machine = await open({ name });
  try {
    return await work(machine);
  } finally {
    await close({ id: machine.id, note: `of ${name}` });
    await close({ id: machine.id, note: "again" });
  }
}

export const stopped = pipeline({ name: "finally-stopped" }, async ({ name }: { name: string }) => {
  const id = await useIt(name);
  try {
    await open({ name: "never" });
  } finally {
    await close({ id: "never", note: "its try never began" });
  }
  return id;
});

export const late = pipeline({ name: "finally-late", timeout: "45s" }, async ({ name }: { name: string }) =>
  useIt(name),
);
