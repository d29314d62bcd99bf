/** The fields of a workflow template that the interpreter knows. Others of a task or DAG are an error. */
export interface Parameter {
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
}

export interface OutputParameter {
  readonly name: string;
  readonly valueFrom: {
    readonly path?: string;
    readonly parameter?: string;
    readonly expression?: string;
    readonly default?: string;
  };
}

export interface Task {
  readonly name: string;
  readonly template: string;
  readonly templateRef?: { readonly name: string; readonly template: string };
  readonly depends?: string;
  readonly when?: string;
  readonly withParam?: string;
  readonly withItems?: readonly unknown[];
  readonly withSequence?: { readonly count: string };
  readonly arguments?: { readonly parameters: readonly Parameter[] };
}

export interface Template {
  readonly name: string;
  readonly inputs?: { readonly parameters?: readonly Parameter[] };
  readonly outputs?: { readonly parameters?: readonly OutputParameter[] };
  readonly dag?: { readonly target?: string; readonly failFast?: boolean; readonly tasks: readonly Task[] };
  readonly container?: {
    readonly command: readonly string[];
    readonly args?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
  };
  readonly suspend?: { readonly duration?: string };
  readonly retryStrategy?: { readonly limit: string; readonly retryPolicy?: string; readonly expression?: string };
}

export interface WorkflowSpec {
  readonly entrypoint: string;
  readonly arguments?: { readonly parameters?: readonly Parameter[] };
  readonly templates: readonly Template[];
  readonly hooks?: { readonly exit?: { readonly template: string } };
}

export type Phase = "Succeeded" | "Failed" | "Error" | "Skipped" | "Omitted";

export interface Node {
  readonly phase: Phase;
  readonly message?: string;
  /** By parameter. Absent where a reference to them never resolves: of a failed DAG, of a list behind a false condition. */
  readonly outputs?: ReadonlyMap<string, string>;
  readonly exitCode?: number;
}

export interface ContainerRun {
  readonly template: Template;
  readonly env: ReadonlyMap<string, string>;
  readonly attempt: number;
}

export interface ContainerEnd {
  readonly exitCode: number;
  readonly message: string;
  readonly files: ReadonlyMap<string, string>;
}

export type RunContainer = (run: ContainerRun) => Promise<ContainerEnd>;

const TASK_FIELDS = new Set("name template depends when withParam withItems withSequence arguments".split(" "));
const DAG_FIELDS = new Set(["target", "failFast", "tasks"]);

/** What is not modelled must not be taken for harmless. */
export function assertKnown(template: Template): void {
  const { dag } = template;
  if ("steps" in template || "script" in template || "suspend" in template)
    throw new Error(`${template.name}: this kind of template is not known here`);
  if (dag === undefined) return;
  const unknown = [
    ...Object.keys(dag).filter((field) => !DAG_FIELDS.has(field)),
    ...dag.tasks.flatMap((task) => Object.keys(task).filter((field) => !TASK_FIELDS.has(field))),
  ];
  if (unknown.length > 0) throw new Error(`${template.name}: ${unknown.join(", ")} is not known here`);
  if (dag.failFast !== false) throw new Error(`${template.name}: only failFast: false is known here`);
}
