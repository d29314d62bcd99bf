/** The IR as a zod schema, for IR that comes from outside. Never loaded by pods. */
import { z } from "zod";
import type {
  ArrayElement,
  Block,
  Expr,
  Fragment,
  GpuIr,
  Json,
  JsonSchema,
  MemoryGrowthIr,
  Node,
  ObjectEntry,
  ParamIr,
  PipelineIr,
  PipelineOptionsIr,
  ResourceIr,
  RetryIr,
  StepIr,
  StepOptionsIr,
  StepWork,
  SubPipelineIr,
  Wait,
} from "./types.ts";
import type { Span } from "./span.ts";

/** Every key of the type and no other; a type annotation alone would not notice a missing optional key. */
type Shape<Type> = { readonly [Key in keyof Required<Type>]: z.ZodType };

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);
const jsonSchema: z.ZodType<JsonSchema> = z.record(z.string(), json);
const strings = z.record(z.string(), z.string());
const optional = <Type extends z.ZodType>(type: Type): z.ZodExactOptional<Type> => z.exactOptional(type);

const span: z.ZodType<Span> = z.strictObject({
  file: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
  line: z.int().min(1),
  column: z.int().min(1),
} satisfies Shape<Span>);
const spans = z.record(z.string(), span);

const binaryOperator = z.enum([
  ...(["+", "-", "*", "/", "%", "**", "===", "!==", "==", "!=", "<", "<=", ">", ">="] as const),
  ...(["&&", "||", "??", "in", "&", "|", "^", "<<", ">>", ">>>"] as const),
]);
const unaryOperator = z.enum(["!", "-", "+", "~", "typeof", "void"]);

const expr: z.ZodType<Expr> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("lit"), value: optional(json) }),
    z.strictObject({ kind: z.literal("param"), name: z.string() }),
    z.strictObject({ kind: z.literal("out"), node: z.string(), port: optional(z.string()) }),
    z.strictObject({ kind: z.literal("item"), loop: z.string() }),
    z.strictObject({ kind: z.literal("index"), loop: z.string() }),
    z.strictObject({ kind: z.literal("bin"), op: binaryOperator, left: expr, right: expr }),
    z.strictObject({ kind: z.literal("un"), op: unaryOperator, operand: expr }),
    z.strictObject({ kind: z.literal("cond"), test: expr, then: expr, else: expr }),
    z.strictObject({ kind: z.literal("tpl"), texts: z.array(z.string()), values: z.array(expr) }),
    z.strictObject({ kind: z.literal("arr"), elements: z.array(element) }),
    z.strictObject({ kind: z.literal("obj"), entries: z.array(entry) }),
    z.strictObject({ kind: z.literal("get"), object: expr, key: z.string(), optional: optional(z.boolean()) }),
    z.strictObject({ kind: z.literal("idx"), object: expr, index: expr, optional: optional(z.boolean()) }),
    z.strictObject({ kind: z.literal("failed"), of: expr }),
    z.strictObject({ kind: z.literal("caught"), of: expr }),
    z.strictObject({ kind: z.literal("held"), of: expr }),
    z.strictObject({ kind: z.literal("released"), of: expr }),
    z.strictObject({ kind: z.literal("settled"), node: z.string() }),
    z.strictObject({ kind: z.literal("carried"), loop: z.string(), name: z.string() }),
  ]),
);
const element: z.ZodType<ArrayElement> = z.lazy(() => z.strictObject({ value: expr, spread: optional(z.boolean()) }));
const entry: z.ZodType<ObjectEntry> = z.lazy(() =>
  z.union([z.strictObject({ key: z.union([z.string(), expr]), value: expr }), z.strictObject({ spread: expr })]),
);

const wait: z.ZodType<Wait> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("sleep"), seconds: z.number() }),
  z.strictObject({ kind: z.literal("approve"), message: z.string(), timeoutSeconds: optional(z.int().min(1)) }),
]);
const base = { id: z.string(), span, after: z.array(z.string()) };
const work = { ...base, finally: optional(z.array(z.string())) };
const node: z.ZodType<Node> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ ...work, kind: z.literal("call"), step: z.string(), input: expr, soft: optional(z.boolean()) }),
    z.strictObject({
      ...work,
      kind: z.literal("pipeline"),
      pipeline: z.string(),
      args: z.record(z.string(), expr),
      soft: optional(z.boolean()),
    }),
    z.strictObject({ ...base, kind: z.literal("js"), fragment: z.string(), args: z.array(expr) }),
    z.strictObject({
      ...base,
      kind: z.literal("if"),
      cond: expr,
      then: block,
      else: block,
      merges: z.array(z.strictObject({ port: z.string(), then: expr, else: expr })),
      soft: optional(z.boolean()),
    }),
    z.strictObject({
      ...work,
      kind: z.literal("map"),
      over: expr,
      body: block,
      yields: expr,
      soft: optional(z.boolean()),
    }),
    z.strictObject({
      ...work,
      kind: z.literal("loop"),
      over: optional(expr),
      maxRounds: optional(z.number()),
      carried: z.array(z.strictObject({ name: z.string(), init: expr, next: expr })),
      body: block,
      done: expr,
      checks: z.array(z.string()),
    }),
    z.strictObject({ ...work, kind: z.literal("wait"), wait, soft: optional(z.boolean()) }),
    z.strictObject({ ...base, kind: z.literal("error") }),
  ]),
);
const block: z.ZodType<Block> = z.lazy(() => z.strictObject({ nodes: z.array(node) }));

const fragment: z.ZodType<Fragment> = z.strictObject({
  id: z.string(),
  module: z.string(),
  params: z.array(z.string()),
  text: z.string(),
  span,
  mayThrow: z.boolean(),
} satisfies Shape<Fragment>);

const param: z.ZodType<ParamIr> = z.strictObject({
  name: z.string(),
  schema: jsonSchema,
  required: z.boolean(),
  default: optional(json),
  artifact: optional(z.string()),
  description: optional(z.string()),
  span: optional(span),
} satisfies Shape<ParamIr>);

const resource: z.ZodType<ResourceIr> = z.strictObject({
  request: z.string(),
  limit: optional(z.string()),
} satisfies Shape<ResourceIr>);
const gpu: z.ZodType<GpuIr> = z.strictObject({
  name: z.string(),
  count: z.int().min(1),
  resource: z.string(),
  nodeSelector: strings,
  tolerations: z.array(json),
} satisfies Shape<GpuIr>);
const retry: z.ZodType<RetryIr> = z.strictObject({
  limit: z.int().min(0),
  on: z.array(z.enum(["error", "oom", "preempted", "timeout"])),
  exitCodes: optional(z.array(z.int())),
  backoffSeconds: optional(z.number()),
  backoffFactor: optional(z.number()),
  backoffMaxSeconds: optional(z.number()),
  memory: optional(z.strictObject({ factor: z.number(), max: optional(z.string()) } satisfies Shape<MemoryGrowthIr>)),
} satisfies Shape<RetryIr>);

const stepOptions: z.ZodType<StepOptionsIr> = z.strictObject({
  name: optional(z.string()),
  description: optional(z.string()),
  image: optional(z.string()),
  cpu: optional(resource),
  memory: optional(resource),
  gpu: optional(gpu),
  disk: optional(resource),
  shm: optional(z.string()),
  resources: optional(strings),
  env: optional(strings),
  secrets: optional(json),
  mounts: optional(json),
  retry: optional(retry),
  timeoutSeconds: optional(z.int().min(1)),
  cache: optional(json),
  effect: optional(z.boolean()),
  queue: optional(z.string()),
  priorityClass: optional(z.string()),
  spot: optional(json),
  nodeSelector: optional(strings),
  tolerations: optional(z.array(json)),
  affinity: optional(json),
  serviceAccount: optional(z.string()),
  labels: optional(strings),
  annotations: optional(strings),
  external: optional(z.array(z.string())),
  pod: optional(json),
} satisfies Shape<StepOptionsIr>);

const stepWork: z.ZodType<StepWork> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("container"), workingDirectory: optional(z.string()) }),
  z.strictObject({
    kind: z.literal("python"),
    folder: z.string(),
    file: z.string(),
    function: z.string(),
    sources: strings,
    requirements: optional(z.string()),
  }),
  z.strictObject({ kind: z.literal("manifest") }),
]);

const step: z.ZodType<StepIr> = z.strictObject({
  id: z.string(),
  name: z.string(),
  module: z.string(),
  binding: z.string(),
  options: stepOptions,
  work: optional(stepWork),
  input: jsonSchema,
  output: jsonSchema,
  given: optional(z.array(z.enum(["input", "output"]))),
  span,
  optionSpans: spans,
} satisfies Shape<StepIr>);

const pipelineOptions: z.ZodType<PipelineOptionsIr> = z.strictObject({
  name: optional(z.string()),
  description: optional(z.string()),
  schedule: optional(z.string()),
  timezone: optional(z.string()),
  parallelism: optional(z.int().min(1)),
  maxDepth: optional(z.int().min(1)),
  timeoutSeconds: optional(z.int().min(1)),
  labels: optional(strings),
  serviceAccount: optional(z.string()),
  queue: optional(z.string()),
  defaults: optional(stepOptions),
  glue: optional(z.enum(["auto", "forbid"])),
} satisfies Shape<PipelineOptionsIr>);

const result: z.ZodType<PipelineIr["result"]> = z.strictObject({ value: expr, after: z.array(z.string()), span });

const subPipeline: z.ZodType<SubPipelineIr> = z.strictObject({
  id: z.string(),
  name: z.string(),
  params: z.array(param),
  body: block,
  result,
  depth: optional(z.strictObject({ most: z.int().min(1), param: z.string() })),
  soft: optional(z.boolean()),
  span,
} satisfies Shape<SubPipelineIr>);

export const pipelineIrSchema: z.ZodType<PipelineIr> = z.strictObject({
  version: z.literal(1),
  id: optional(z.string()),
  name: z.string(),
  module: z.string(),
  binding: z.string(),
  options: pipelineOptions,
  optionSpans: spans,
  params: z.array(param),
  body: block,
  result,
  steps: z.array(step),
  pipelines: optional(z.array(subPipeline)),
  fragments: z.array(fragment),
  span,
} satisfies Shape<PipelineIr>);
