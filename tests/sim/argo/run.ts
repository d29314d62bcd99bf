/** What the parts of the interpreter share. */
import type { Node, OutputParameter, RunContainer, Template } from "./document.ts";
import { type Environment, evaluate, ExpressionError } from "./expression.ts";
import { ABSENT, substitute } from "./substitute.ts";

export interface Run {
  readonly templates: ReadonlyMap<string, Template>;
  readonly globals: Environment;
  readonly runContainer: RunContainer;
  readonly runTemplate: (name: string, inputs: ReadonlyMap<string, string | typeof ABSENT>) => Promise<Node>;
}

export function templateOf(run: Run, name: string): Template {
  const template = run.templates.get(name);
  if (template === undefined) throw new Error(`there is no template ${name}`);
  return template;
}

/** What the outputs of a template are where it never ran: the defaults that it names. */
export function defaultOutputs(template: Template): { readonly [name: string]: string | null } {
  return Object.fromEntries(
    (template.outputs?.parameters ?? []).map(({ name, valueFrom }) => [name, valueFrom.default ?? null]),
  );
}

/** An output of a DAG. A task that was skipped gives its own default, which wins over the one here. */
export function dagOutput({ name, valueFrom }: OutputParameter, environment: Environment): string {
  const { parameter, expression, default: fallback } = valueFrom;
  if (parameter === undefined && expression === undefined)
    throw new Error(`the output ${name} comes from nothing that is known here`);
  const value = parameter === undefined ? evaluate(expression ?? "", environment) : substitute(parameter, environment);
  if (value === ABSENT || value === null) {
    if (fallback !== undefined) return fallback;
    throw new ExpressionError(`the output ${name} has no value`);
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
