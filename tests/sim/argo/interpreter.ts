/** Runs the templates of one workflow as the controller of 4.0.7 does; what it does is in the cases of `behaviours.ts`. */
import { assertKnown, type Node, type Parameter, type RunContainer } from "./document.ts";
import type { Template, WorkflowSpec } from "./document.ts";
import { type Run, templateOf } from "./run.ts";
import { runDag } from "./dag.ts";
import { type Environment, evaluate, ExpressionError, Unresolved } from "./expression.ts";
import { ABSENT, substitute } from "./substitute.ts";

/** A workflow that waits for a reference which never resolves is not ended by anything, its own deadline included. */
export type WorkflowEnd =
  { readonly kind: "ended"; readonly node: Node } | { readonly kind: "hangs"; readonly reference: string };

export async function runWorkflow(
  spec: WorkflowSpec,
  given: { readonly [name: string]: string },
  runContainer: RunContainer,
): Promise<WorkflowEnd> {
  // Runs are not stopped here: what a handler starts when one is has its own tests.
  const handler = spec.hooks?.exit?.template;
  for (const template of spec.templates) if (template.name !== handler) assertKnown(template);
  const parameters = new Map<string, string | undefined>(
    (spec.arguments?.parameters ?? []).map(({ name, value }) => [name, given[name] ?? value]),
  );
  const missing = [...parameters].find(([, value]) => value === undefined);
  if (missing !== undefined) throw new Error(`spec.arguments.${missing[0]}.value or valueFrom is required`);
  const run: Run = {
    templates: new Map(spec.templates.map((template) => [template.name, template])),
    globals: { workflow: { name: "workflow", parameters: Object.fromEntries(parameters) } },
    runContainer,
    runTemplate: (name, inputs) => runTemplate(run, name, inputs),
  };
  try {
    return { kind: "ended", node: await runTemplate(run, spec.entrypoint, parameters as ReadonlyMap<string, string>) };
  } catch (error) {
    if (error instanceof Unresolved) return { kind: "hangs", reference: error.message };
    throw error;
  }
}

/** @throws {Unresolved} when it would wait for ever */
async function runTemplate(run: Run, name: string, given: ReadonlyMap<string, string | typeof ABSENT>): Promise<Node> {
  const template = templateOf(run, name);
  try {
    const parameters = inputsOf(template, given);
    const environment: Environment = { ...run.globals, inputs: { parameters } };
    if (template.dag !== undefined) return await runDag(run, template, template.dag, environment);
    if (template.suspend !== undefined) return suspended(template);
    return await withRetries(run, template, environment);
  } catch (error) {
    if (error instanceof ExpressionError) return { phase: "Error", message: error.message };
    throw error;
  }
}

/** Time does not pass here, and who is asked says yes. */
function suspended({ outputs }: Template): Node {
  return {
    phase: "Succeeded",
    outputs: new Map((outputs?.parameters ?? []).map(({ name, valueFrom }) => [name, valueFrom.default ?? ""])),
    exitCode: 0,
  };
}

function inputsOf(template: Template, given: ReadonlyMap<string, string | typeof ABSENT>): Environment {
  return Object.fromEntries(
    (template.inputs?.parameters ?? []).map((parameter) => [parameter.name, inputOf(parameter, given)]),
  );
}

function inputOf(
  { name, value, default: fallback }: Parameter,
  given: ReadonlyMap<string, string | typeof ABSENT>,
): string {
  const found = given.get(name) ?? value;
  if (found !== undefined && found !== ABSENT) return found;
  if (fallback !== undefined) return fallback;
  throw new ExpressionError(
    found === ABSENT
      ? "argument references an absent optional (skipped/omitted node output with no default)"
      : `inputs.parameters.${name} was not supplied`,
  );
}

async function withRetries(run: Run, template: Template, environment: Environment): Promise<Node> {
  const { retryStrategy } = template;
  const limit = retryStrategy === undefined ? 0 : Number(retryStrategy.limit);
  for (let attempt = 0; ; attempt++) {
    const retries = retryStrategy === undefined ? {} : { retries: String(attempt) };
    const node = await runPod(run, template, { ...environment, ...retries }, attempt);
    if (node.phase === "Succeeded" || attempt >= limit) return node;
    const lastRetry = {
      exitCode: String(node.exitCode ?? "-1"),
      status: node.phase,
      message: node.message ?? "",
      duration: "1",
    };
    const expression = retryStrategy?.expression;
    if (expression !== undefined && evaluate(expression, { lastRetry }) !== true) return node;
    if (expression === undefined && node.phase === "Error" && retryStrategy?.retryPolicy !== "Always") return node;
  }
}

async function runPod(run: Run, template: Template, environment: Environment, attempt: number): Promise<Node> {
  const { container } = template;
  if (container === undefined) throw new Error(`${template.name} is of no kind that is known here`);
  const env = (container.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, textOf(value, environment)] as const],
  );
  for (const text of [...container.command, ...(container.args ?? [])]) textOf(text, environment);
  const end = await run.runContainer({ template, env: new Map(env), attempt });
  // Outputs are collected of a container that failed, too.
  const outputs = new Map<string, string>();
  for (const { name, valueFrom } of template.outputs?.parameters ?? []) {
    const text = end.files.get(valueFrom.path ?? "") ?? valueFrom.default;
    if (text === undefined) return { phase: "Error", message: `wait: Error (exit code 64): open ${valueFrom.path}` };
    outputs.set(name, text);
  }
  return end.exitCode === 0
    ? { phase: "Succeeded", outputs, exitCode: 0 }
    : {
        phase: "Failed",
        outputs,
        exitCode: end.exitCode,
        message: `main: Error (exit code ${end.exitCode})${end.message === "" ? "" : `: ${end.message}`}`,
      };
}

function textOf(text: string, environment: Environment): string {
  const value = substitute(text, environment);
  if (value === ABSENT) throw new ExpressionError(`${text} is absent`);
  return value;
}
