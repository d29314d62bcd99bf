/** The IR as text for people and golden files: stable, one node a line, without spans. */
import type {
  ArrayElement,
  Block,
  Expr,
  Fragment,
  Node,
  ObjectEntry,
  ParamIr,
  PipelineIr,
  StepIr,
  StepWork,
  SubPipelineIr,
  Wait,
} from "./types.ts";

/** `train-2 = train({lr: 0.1, data: load-1.data}) <- load-1` and so on, ending with a line break. */
export function printPipelineIr(ir: PipelineIr): string {
  const names = stepNames(ir.steps);
  const lines = [
    `pipeline ${ir.name} ${printSorted(ir.options)}`,
    ...ir.params.map(printParam),
    ...ir.steps.map(printStep),
    ...ir.fragments.map(printFragment),
    ...printBody(ir, "", names),
    ...(ir.pipelines ?? []).flatMap((called) => printSubPipeline(called, names)),
  ];
  return `${lines.join("\n")}\n`;
}

function printBody(
  { body, result }: Pick<SubPipelineIr, "body" | "result">,
  indent: string,
  steps: ReadonlyMap<string, string>,
): readonly string[] {
  return [...printBlock(body, indent, steps), `${indent}return ${printExpr(result.value)}${printAfter(result.after)}`];
}

function printSubPipeline(called: SubPipelineIr, steps: ReadonlyMap<string, string>): readonly string[] {
  return [
    `called ${called.soft === true ? "caught " : ""}${called.name} = ${called.id}${called.depth === undefined ? "" : ` at most ${called.depth.most} deep`}`,
    ...called.params.map((param) => `  ${printParam(param)}`),
    ...printBody(called, "  ", steps),
  ];
}

function printParam({ name, schema, required, default: fallback, artifact }: ParamIr): string {
  const type = artifact === undefined ? printSorted(schema) : artifact;
  return `param ${name}${required ? "" : "?"}: ${type}${fallback === undefined ? "" : ` = ${JSON.stringify(fallback)}`}`;
}

function printStep({ name, module, binding, options, work }: StepIr): string {
  const kind = work === undefined ? "step" : work.kind;
  return `${kind} ${name} = ${module}#${binding} ${printSorted(options)}${printWork(work)}`;
}

function printWork(work: StepWork | undefined): string {
  switch (work?.kind) {
    case undefined:
    case "manifest":
      return "";
    case "container":
      return work.workingDirectory === undefined ? "" : ` in ${work.workingDirectory}`;
    case "python":
      return ` runs ${work.function} of ${work.file}, with ${Object.keys(work.sources).join(", ")}`;
  }
}

function printFragment({ id, module, params, text, mayThrow }: Fragment): string {
  return `fragment ${id}(${params.join(", ")}) = ${text.replace(/\s+/g, " ")}  // ${module}${mayThrow ? "" : ", cannot throw"}`;
}

function printBlock(block: Block, indent: string, steps: ReadonlyMap<string, string>): readonly string[] {
  return block.nodes.flatMap((node) => printNode(node, indent, steps));
}

function printNode(node: Node, indent: string, steps: ReadonlyMap<string, string>): readonly string[] {
  const head = `${indent}${node.id} = `;
  const after = `${printAfter(node.after)}${printFinally(node)}`;
  const inner = `${indent}  `;
  switch (node.kind) {
    case "call":
      return [`${head}${steps.get(node.step) ?? node.step}(${printExpr(node.input)})${after}`];
    case "pipeline": {
      const args = Object.entries(node.args).map(([name, value]) => `${name}: ${printExpr(value)}`);
      return [`${head}pipeline ${node.pipeline}({${args.join(", ")}})${after}`];
    }
    case "js":
      return [`${head}${node.fragment}(${node.args.map(printExpr).join(", ")})${after}`];
    case "if":
      return [
        `${head}if ${printExpr(node.cond)}${after}`,
        ...printBlock(node.then, inner, steps),
        ...(node.else.nodes.length === 0 ? [] : [`${indent}else`, ...printBlock(node.else, inner, steps)]),
        ...node.merges.map(
          ({ port, then, else: other }) => `${indent}merge ${port} = ${printExpr(then)} | ${printExpr(other)}`,
        ),
      ];
    case "map":
      return [
        `${head}map ${printExpr(node.over)}${after}`,
        ...printBlock(node.body, inner, steps),
        `${indent}yield ${printExpr(node.yields)}`,
      ];
    case "loop":
      return [
        `${head}loop${node.over === undefined ? "" : ` ${printExpr(node.over)}`}${node.maxRounds === undefined ? "" : ` at most ${node.maxRounds}`}${after}`,
        ...printBlock(node.body, inner, steps),
        ...node.carried.map(
          ({ name, init, next }) => `${indent}carry ${name} = ${printExpr(init)} | ${printExpr(next)}`,
        ),
        `${indent}done ${printExpr(node.done)}${printAfter(node.checks)}`,
      ];
    case "wait":
      return [`${head}${printWait(node.wait)}${after}`];
    case "error":
      return [`${head}error${after}`];
  }
}

function printWait(wait: Wait): string {
  if (wait.kind === "sleep") return `sleep ${wait.seconds}s`;
  const { message, timeoutSeconds } = wait;
  return `approve ${JSON.stringify(message)}${timeoutSeconds === undefined ? "" : ` within ${timeoutSeconds}s`}`;
}

function printFinally(node: Node): string {
  if (!("finally" in node) || node.finally === undefined) return "";
  return node.finally.length === 0 ? ", finally" : `, finally once ${node.finally.join(", ")}`;
}

function printAfter(after: readonly string[]): string {
  return after.length === 0 ? "" : ` <- ${after.join(", ")}`;
}

/** An expression, with brackets around everything that is not a single word or a chain of accesses. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case "lit":
      return expr.value === undefined ? "undefined" : JSON.stringify(expr.value);
    case "param":
      return expr.name;
    case "out":
      return expr.port === undefined ? expr.node : `${expr.node}:${expr.port}`;
    case "item":
      return `${expr.loop}[]`;
    case "index":
      return `${expr.loop}[#]`;
    case "bin":
      return `${operand(expr.left)} ${expr.op} ${operand(expr.right)}`;
    case "un":
      return /[a-z]$/.test(expr.op) ? `${expr.op} ${operand(expr.operand)}` : `${expr.op}${operand(expr.operand)}`;
    case "cond":
      return `${operand(expr.test)} ? ${operand(expr.then)} : ${operand(expr.else)}`;
    case "tpl":
      return `\`${expr.texts.map((text, index) => `${escapeTemplate(text)}${index < expr.values.length ? `\${${printExpr(expr.values[index] as Expr)}}` : ""}`).join("")}\``;
    case "arr":
      return `[${expr.elements.map(printElement).join(", ")}]`;
    case "obj":
      return `{${expr.entries.map(printEntry).join(", ")}}`;
    case "get":
      return `${operand(expr.object)}${expr.optional === true ? "?." : "."}${expr.key}`;
    case "failed":
    case "caught":
    case "held":
    case "released":
      return `${expr.kind}(${printExpr(expr.of)})`;
    case "carried":
      return `${expr.loop}.${expr.name}`;
    case "settled":
      return `settled(${expr.node})`;
    case "idx":
      return `${operand(expr.object)}${expr.optional === true ? "?." : ""}[${printExpr(expr.index)}]`;
  }
}

function operand(expr: Expr): string {
  const isOne = expr.kind !== "bin" && expr.kind !== "un" && expr.kind !== "cond";
  return isOne ? printExpr(expr) : `(${printExpr(expr)})`;
}

function printElement({ value, spread }: ArrayElement): string {
  return spread === true ? `...${operand(value)}` : printExpr(value);
}

function printEntry(entry: ObjectEntry): string {
  if ("spread" in entry) return `...${operand(entry.spread)}`;
  const key = typeof entry.key === "string" ? printKey(entry.key) : `[${printExpr(entry.key)}]`;
  return `${key}: ${printExpr(entry.value)}`;
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function escapeTemplate(text: string): string {
  return text.replace(/[`\\]|\$\{/g, "\\$&").replaceAll("\n", "\\n");
}

/** JSON in one line with sorted keys, so that the order in the source changes nothing. */
function printSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printSorted).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, field]) => `${printKey(key)}: ${printSorted(field)}`).join(", ")}}`;
}

function stepNames(steps: readonly StepIr[]): ReadonlyMap<string, string> {
  return new Map(steps.map(({ id, name }) => [id, name]));
}
