/** The arms of one condition: at most one of them runs, and the DAG around them ends well also when none does. */
import type { Guard } from "@argosy/sdk/ir";
import { EmitError } from "../shared/emit-error.ts";
import { CONDITION_INPUT, conditionText, otherwiseText } from "./condition.ts";
import type { Containers } from "./components.ts";
import { Dag, type DagTask, give, type Value } from "./dag.ts";
import type { ParameterSelector } from "./objects.ts";
import type { UniqueNames } from "./unique-names.ts";

interface ArmsParts {
  readonly components: UniqueNames;
  readonly containers: Containers;
  readonly dags: Dag[];
  readonly hasSoftErrors: boolean;
}

/** Which outcome of the condition an arm is for; `neither` when evaluating it threw. */
type Outcome = "then" | "else" | "neither";

export function addArms(dag: Dag, guard: Guard, parts: ArmsParts): Arms {
  const name = parts.components.of("if");
  const branches = new Dag(`comp-${name}`, "branches", { dag, task: dag.addTask(name, `comp-${name}`) });
  parts.dags.push(branches);
  return new Arms(branches, guard, name, parts);
}

export class Arms {
  readonly branches: Dag;
  readonly guard: Guard;
  readonly #name: string;
  readonly #parts: ArmsParts;
  readonly #arms: Map<Outcome, { readonly dag: Dag; readonly task: DagTask }> = new Map();
  readonly #exports: Map<string, string> = new Map();
  #condition: Value | undefined;

  constructor(branches: Dag, guard: Guard, name: string, parts: ArmsParts) {
    this.branches = branches;
    this.guard = guard;
    this.#name = name;
    this.#parts = parts;
  }

  /** @param value as the DAG around the arms has it */
  setCondition(value: Value): void {
    this.#condition = value;
  }

  known(is: boolean): Dag | undefined {
    return this.#arms.get(is ? "then" : "else")?.dag;
  }

  arm(is: boolean): Dag {
    return this.known(is) ?? this.#add(is ? "then" : "else", conditionText(is, this.guard.native));
  }

  /** The task that an arm is. */
  nameOf(arm: Dag): string {
    const found = [...this.#arms.values()].find(({ dag }) => dag === arm);
    if (found === undefined) throw new EmitError(`${arm.component} is no arm of ${this.branches.component}`);
    return found.task.name;
  }

  /**
   * An output of one arm, readable whichever arm runs. What the others give in its place is never looked at: the program
   * asks for the value under the same condition.
   */
  export(arm: Dag, key: string): string {
    const identity = `${this.nameOf(arm)}/${key}`;
    const known = this.#exports.get(identity);
    if (known !== undefined) return known;
    const own: ParameterSelector = { producerSubtask: this.nameOf(arm), outputParameterKey: key };
    const others = this.#others(arm).map((other): ParameterSelector => {
      const output = other.export(this.#filler(other));
      return { producerSubtask: this.nameOf(other), outputParameterKey: output };
    });
    const output = this.branches.addOutput(key, "STRING", [own, ...others]);
    this.#exports.set(identity, output);
    return output;
  }

  #others(arm: Dag): readonly Dag[] {
    const is = this.known(true) === arm;
    const { native } = this.guard;
    const other = this.known(!is);
    if (other === undefined) return [this.#add(is ? "else" : "then", otherwiseText(is, native))];
    if (native !== undefined || !this.#parts.hasSoftErrors) return [other];
    return [other, this.#arms.get("neither")?.dag ?? this.#add("neither", conditionText(undefined, native))];
  }

  /** Something that the arm gives without another pod, if there is such. */
  #filler(arm: Dag): ParameterSelector {
    for (const { name, alwaysGives } of arm.tasks.values())
      if (alwaysGives !== undefined) return { producerSubtask: name, outputParameterKey: alwaysGives };
    const skip = arm.addTask("skip", this.#parts.containers.shared("skip").component, true);
    skip.alwaysGives = "out";
    return { producerSubtask: skip.name, outputParameterKey: "out" };
  }

  #add(outcome: Outcome, condition: string): Dag {
    if (this.#condition === undefined) throw new EmitError(`${this.branches.component} has no condition`);
    const name = `${this.#name}-${outcome}`;
    const task = this.branches.addTask(name, `comp-${name}`);
    task.condition = condition;
    const dag = new Dag(`comp-${name}`, "arm", { dag: this.branches, task });
    const { type, form } = this.#condition;
    dag.addInput(CONDITION_INPUT, { type, form });
    give(task, CONDITION_INPUT, this.#condition);
    this.#parts.dags.push(dag);
    this.#arms.set(outcome, { dag, task });
    return dag;
  }
}
