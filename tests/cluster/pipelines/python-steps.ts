/** Python functions: values, artifacts, errors, modules beside them. */
import { type Dataset, type Model, pipeline, python, step } from "@argosy/sdk";

const image = "localhost/python:3.11";
const small = { cpu: "100m", memory: "256Mi" } as const;

export const rows = step({}, async ({ count }: { count: number }, ctx): Promise<Dataset> => {
  const lines = Array.from({ length: count }, (_, index) => `${index},${index * 2}`);
  return ctx.save("rows.csv", lines.join("\n"));
});

export const train = python<{ data: Dataset; lr: number }, { model: Model; accuracy: number; where: string }>({
  ...small,
  file: "model/train.py",
  function: "train",
  image,
});

export const fails = python<{ text: string; how: string }, string>({
  ...small,
  file: "model/train.py",
  function: "fails",
  image,
});

export const weights = step({}, async ({ model }: { model: Model }, ctx): Promise<number[]> =>
  ctx.read<number[]>(model, "json"),
);

export const main = pipeline({ name: "python-steps" }, async ({ lrs, how }: { lrs: number[]; how: string }) => {
  let caught = "";
  try {
    caught = await fails({ text: 'quote " {{x}} $(y) é 😀', how });
  } catch (error) {
    const { name, message } = error as Error;
    caught = `${name}: ${message}`;
  }
  const data = await rows({ count: 4 });
  const runs = await Promise.all(lrs.map((lr) => train({ data, lr })));
  const best = runs.reduce((a, b) => (a.accuracy > b.accuracy ? a : b));
  return { best: best.accuracy, where: best.where, weights: await weights({ model: best.model }), caught };
});
