import { type Dataset, type Model, pipeline, step } from "@argosy/sdk";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const load = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ rows }: { rows: number }, ctx): Promise<{ data: Dataset; rows: number }> => {
    const lines = Array.from({ length: rows }, (_, index) => `${index},${index * index}`);
    return { data: await ctx.save("squares.csv", lines.join("\n")), rows };
  },
);
export const fit = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ data, scale }: { data: Dataset; scale: number }, ctx): Promise<{ model: Model; score: number }> => {
    const text = await readFile(await ctx.open(data), "utf8");
    const last = Number(text.split("\n").at(-1)?.split(",")[1]);
    const path = join(ctx.tmp, "model.json");
    await writeFile(path, JSON.stringify({ last, scale }));
    return { model: await ctx.save("model.json", { path }, "model"), score: last * scale };
  },
);
export const read = step({ cpu: "20m", memory: "96Mi" }, async ({ model }: { model: Model }, ctx): Promise<string> => {
  return ctx.read(model, "text");
});

export const artifacts = pipeline(
  { name: "artifacts" },
  async ({ rows, scales }: { rows: number; scales: number[] }) => {
    const { data } = await load({ rows });
    const models = await Promise.all(scales.map((scale) => fit({ data, scale })));
    const best = models.reduce((a, b) => (a.score > b.score ? a : b));
    const content = await read({ model: best.model });
    return { content, bytes: data.bytes, sha256: best.model.sha256, scores: models.map(({ score }) => score) };
  },
);
