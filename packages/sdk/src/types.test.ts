/** What the compiler of TypeScript says about uses of the SDK; `tsc` checks this file, vitest runs what is left of it. */
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  type Artifact,
  container,
  type Dataset,
  gi,
  gpu,
  manifest,
  type Model,
  pipeline,
  type PipelineOptions,
  python,
  step,
  type Step,
  type StepContext,
  type StepOptions,
} from "./index.ts";

/** Is checked and never run. */
const unrun = (_code: () => unknown): void => undefined;

describe("step", () => {
  const load = step(
    { name: "load", cpu: 1 },
    async ({ rows }: { rows: number }, ctx): Promise<{ data: Dataset; rows: number }> => {
      expectTypeOf(ctx).toEqualTypeOf<StepContext>();
      return { data: await ctx.save("train.csv", "x"), rows };
    },
  );
  const train = step({}, ({ lr = 0.1 }: { data: Dataset; lr?: number }) => ({ accuracy: lr }));
  const now = step({}, () => "noon");

  test("infers what goes in and comes out", () => {
    expectTypeOf(load).toEqualTypeOf<Step<{ rows: number }, { data: Dataset; rows: number }>>();
    expectTypeOf(train).toEqualTypeOf<Step<{ data: Dataset; lr?: number }, { accuracy: number }>>();
    expectTypeOf(now).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(load).returns.toEqualTypeOf<Promise<{ data: Dataset; rows: number }>>();
  });

  test("infers what goes in and comes out of schemas", () => {
    const given = step(
      {
        cpu: 1,
        input: z.object({ n: z.number(), by: z.number().default(2) }),
        output: z.object({ twice: z.number() }),
      },
      async ({ n, by }) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        expectTypeOf(by).toEqualTypeOf<number>();
        return { twice: n * by };
      },
    );
    expectTypeOf(given).toEqualTypeOf<Step<{ n: number; by?: number | undefined }, { twice: number }>>();
    const filled = step({ output: z.object({ a: z.number().default(1) }) }, ({ b }: { b: string }) =>
      b === "" ? {} : { a: 1 },
    );
    expectTypeOf(filled).toEqualTypeOf<Step<{ b: string }, { a: number }>>();
    const taken = step({ input: z.object({ rows: z.number() }), memory: ({ rows }) => gi(rows) }, ({ rows }) => rows);
    expectTypeOf(taken).toEqualTypeOf<Step<{ rows: number }, number>>();
    // @ts-expect-error -- the schema says number
    unrun(() => step({ output: z.number() }, () => "text"));
    // @ts-expect-error -- nor does the input have text
    unrun(() => step({ input: z.object({ n: z.number() }) }, ({ n }: { n: string }) => n));
    // @ts-expect-error -- a schema is no example of a value
    unrun(() => step({ input: { n: 1 } }, () => 1));
  });

  test("takes each field as a value or a promise", () => {
    unrun(() => load({ rows: 1 }));
    unrun(() => load({ rows: Promise.resolve(1) }));
    unrun(() => train({ data: load({ rows: 1 }).then(({ data }) => data) }));
    unrun(() => [now(), now({})]);
    // @ts-expect-error -- a string is not a number
    unrun(() => load({ rows: "1" }));
    // @ts-expect-error -- nor is a promise of one
    unrun(() => load({ rows: Promise.resolve("1") }));
    // @ts-expect-error -- the field is missing
    unrun(() => load({}));
    // @ts-expect-error -- the input is missing
    unrun(() => load());
    // @ts-expect-error -- there is no such field
    unrun(() => load({ rows: 1, columns: 2 }));
    // @ts-expect-error -- undefined is not a number either
    unrun(() => load({ rows: undefined }));
  });

  test("knows its options", () => {
    // @ts-expect-error -- did you mean `memory`?
    unrun(() => step({ memroy: "1Gi" }, () => 1));
    // @ts-expect-error -- no unit of Kubernetes
    unrun(() => step({ memory: "16GB" }, () => 1));
    // @ts-expect-error -- bytes need a unit
    unrun(() => step({ memory: 16 }, () => 1));
    // @ts-expect-error -- no unit of cores
    unrun(() => step({ cpu: "1Gi" }, () => 1));
    // @ts-expect-error -- no unit of time
    unrun(() => step({ timeout: "3600" }, () => 1));
    // @ts-expect-error -- no cause
    unrun(() => step({ retry: { limit: 1, on: ["omm"] } }, () => 1));
    // @ts-expect-error -- a model needs a count, as `gpu()` gives it
    unrun(() => step({ gpu: "nvidia-l4" }, () => 1));
    // @ts-expect-error -- no field of a pod
    unrun(() => step({ pod: { spec: { nodeSelektor: {} } } }, () => 1));
    // @ts-expect-error -- a volume or a secret, not both
    unrun(() => step({ mounts: { "/d": { volum: "x" } } }, () => 1));
    // @ts-expect-error -- one object goes in
    unrun(() => step({}, (n: number) => n));
    // @ts-expect-error -- a step needs a function
    unrun(() => step({}));
  });

  test("gives functions in options the input's type", () => {
    unrun(() => step({ memory: ({ rows }) => gi(rows / 1e6) }, ({ rows }: { rows: number }) => rows));
    unrun(() => step({ memory: ({ n }) => `${n * 2}Gi` }, ({ n }: { n: number }) => n));
    unrun(() => step({ gpu: ({ big }) => gpu("nvidia-l4", big ? 4 : 1) }, ({ big }: { big: boolean }) => big));
    unrun(() =>
      step({ cpu: (input: { n: number }) => ({ request: input.n, limit: 8 }) }, ({ n }: { n: number }, _ctx) => n),
    );
    // @ts-expect-error -- the input has no `columns`
    unrun(() => step({ memory: ({ columns }) => gi(columns) }, ({ rows }: { rows: number }) => rows));
    // @ts-expect-error -- the input's `n` is a number
    unrun(() => step({ cpu: (input: { n: string }) => input.n.length }, ({ n }: { n: number }, _ctx) => n));
    // @ts-expect-error -- not a quantity
    unrun(() => step({ memory: () => "16GB" }, () => 1));
    // @ts-expect-error -- no λ
    unrun(() => step({ image: () => "node" }, () => 1));
  });

  test("still knows the step's input when such a function comes before an untyped ctx", () => {
    const fits = step({ memory: ({ rows }) => gi(rows / 1e6) }, ({ rows }: { rows: number }, ctx) => {
      expectTypeOf(ctx).toEqualTypeOf<StepContext>();
      return rows;
    });
    expectTypeOf(fits).toEqualTypeOf<Step<{ rows: number }, number>>();
  });

  test("options can be shared", () => {
    const big = { cpu: 8, memory: "64Gi" } satisfies StepOptions;
    unrun(() => step({ ...big, cpu: 4 }, () => 1));
    // @ts-expect-error -- checked where they are written
    unrun(() => ({ memory: "64GB" }) satisfies StepOptions);
  });
});

describe("pipeline", () => {
  test("infers what a pipeline is given and its function gets from a schema", () => {
    const params = z.object({ rows: z.number(), lr: z.number().default(0.1) });
    const churn = pipeline({ params }, async (given) => {
      expectTypeOf(given).toEqualTypeOf<{ rows: number; lr: number }>();
      return given.rows;
    });
    expectTypeOf(churn).parameter(0).toExtend<{ readonly rows?: unknown } | undefined>();
    expectTypeOf(churn).returns.resolves.toEqualTypeOf<number>();
    unrun(() => churn({ rows: 1 }));
    // @ts-expect-error -- the schema says number
    unrun(() => churn({ rows: "1" }));
  });

  test("infers parameters and result", () => {
    const churn = pipeline(
      { name: "churn", schedule: "@daily" },
      async ({ rows, lrs = [0.1] }: { rows: number; lrs?: number[] }) => ({ rows, lrs }),
    );
    expectTypeOf(churn).returns.resolves.toEqualTypeOf<{ rows: number; lrs: number[] }>();
    unrun(() => churn({ rows: 1 }));
    unrun(() => churn({ rows: Promise.resolve(1), lrs: [1] }));
    // @ts-expect-error -- a parameter is missing
    unrun(() => churn({ lrs: [1] }));
    // @ts-expect-error -- a parameter has another type
    unrun(() => churn({ rows: 1, lrs: ["x"] }));
  });

  test("knows its options", () => {
    // @ts-expect-error -- did you mean `schedule`?
    unrun(() => pipeline({ schedul: "@daily" }, async () => 1));
    // @ts-expect-error -- auto or forbid
    unrun(() => ({ glue: "never" }) satisfies PipelineOptions);
    // @ts-expect-error -- a default has no input
    unrun(() => pipeline({ defaults: { memory: () => "1Gi" } }, async () => 1));
    // @ts-expect-error -- a name is of one step
    unrun(() => pipeline({ defaults: { name: "x" } }, async () => 1));
    unrun(() =>
      pipeline({ defaults: { memory: "1Gi", gpu: gpu("any"), timeout: "1h30m", image: "node:24" } }, async () => 1),
    );
  });
});

describe("other steps", () => {
  test("have the types they are given", () => {
    unrun(() => {
      const evaluate = container<{ lr: number }, { accuracy: number }>({
        image: "a",
        command: ["evaluate"],
        args: ({ lr }) => ["--lr", `${lr}`],
      });
      expectTypeOf(evaluate).toEqualTypeOf<Step<{ lr: number }, { accuracy: number }>>();
      const train = python<{ lr: number }, number>({
        file: "train.py",
        function: "train",
        image: "a",
        memory: ({ lr }) => gi(lr),
      });
      expectTypeOf(train).toEqualTypeOf<Step<{ lr: number }, number>>();
      const fit = manifest<{ name: string }, { nodes: number }>({
        object: ({ nodes }) => ({ apiVersion: "v1", kind: "Job", spec: { nodes } }),
      });
      expectTypeOf(fit).toEqualTypeOf<Step<{ nodes: number }, { name: string }>>();
    });
    // @ts-expect-error -- an image is needed
    unrun(() => container({ command: ["a"], args: [] }));
    // @ts-expect-error -- a program is needed
    unrun(() => container({ image: "a", args: [] }));
    // @ts-expect-error -- the input has no `rate`
    unrun(() => container<{ lr: number }>({ image: "a", command: ["a"], args: ({ rate }) => [`${rate}`] }));
    // @ts-expect-error -- a container has no npm packages
    unrun(() => container({ image: "a", command: ["a"], external: ["x"] }));
    // @ts-expect-error -- an object has a kind
    unrun(() => manifest({ object: { apiVersion: "v1" } }));
  });
});

describe("artifacts", () => {
  test("are told apart by their type", () => {
    expectTypeOf<Dataset>().not.toExtend<Model>();
    expectTypeOf<Dataset>().toExtend<Artifact>();
    expectTypeOf<Artifact>().not.toExtend<Dataset>();
  });

  test("have the type they are saved with", () => {
    unrun(() =>
      step({}, async (_: {}, ctx) => {
        expectTypeOf(await ctx.save("a", "x")).toEqualTypeOf<Dataset>();
        expectTypeOf(await ctx.save("a", "x", "model")).toEqualTypeOf<Model>();
        expectTypeOf(await ctx.save("a", "x", { type: "page", metadata: { n: 1 } })).toEqualTypeOf<Artifact<"page">>();
        expectTypeOf(await ctx.read(await ctx.save("a", "x"), "text")).toEqualTypeOf<string>();
        expectTypeOf(await ctx.read<number[]>(await ctx.save("a", "x"), "json")).toEqualTypeOf<number[]>();
        expectTypeOf(await ctx.checkpoint.load<{ epoch: number }>()).toEqualTypeOf<{ epoch: number } | undefined>();
        interface Progress {
          readonly epoch: number;
          readonly best: Model;
        }
        const progress: Progress = { epoch: 1, best: await ctx.save("a", "x", "model") };
        await ctx.checkpoint.save(progress);
        // @ts-expect-error -- a date is no content
        await ctx.save("a", new Date());
      }),
    );
  });
});
