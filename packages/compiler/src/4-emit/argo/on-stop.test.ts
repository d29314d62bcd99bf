import { describe, expect, it } from "vitest";
import type { PodTask } from "@argosy/sdk/ir";
import { emit } from "./emit.ts";
import { LIMITS } from "./limits.ts";
import type { Template, WorkflowSpec } from "./objects.ts";
import { bundlesOf, lit, out, pod, program, scope, SETTINGS, step, when } from "./programs.fixture.ts";
import { stopPlan } from "./stop-plan.ts";

const last = { kind: "ref", ref: lit("null") } as const;

function inFinally(id: string, name: string, before: readonly string[], more: Partial<PodTask> = {}): PodTask {
  return { ...pod(id, name), needs: ["work"], finally: before, ...more };
}

function withTasks(tasks: readonly PodTask[]) {
  const steps = [...new Set(tasks.flatMap((task) => task.step ?? []))].map((name) => step(name));
  return program({ name: "p", steps, scopes: [scope("main", { tasks, output: last })] });
}

const open = pod("open", "open");
const work = { ...pod("work", "work"), needs: ["open"] };

function specOf(tasks: readonly PodTask[], limits: Partial<typeof LIMITS> = {}): WorkflowSpec {
  const made = withTasks(tasks);
  const documents = emit(made, bundlesOf(made), SETTINGS, { ...LIMITS, ...limits });
  return documents.find(({ kind, spec }) => kind === "WorkflowTemplate" && "entrypoint" in (spec as object))
    ?.spec as WorkflowSpec;
}

describe("what a stopped run still starts", () => {
  it("is no exit handler without a finally block", () => {
    expect(specOf([open, work]).hooks).toBeUndefined();
  });

  it("is a step each, once what comes before its try has ended and unless it was started before", () => {
    const close = inFinally("close", "close", ["open"], { reads: { open: out("open") } });
    const { hooks, templates } = specOf([open, work, close]);
    expect(hooks?.exit.arguments.parameters).toEqual([
      { name: "open-out", value: "{{=get(workflow.outputs?.parameters, 'open-out') ?? ''}}" },
      { name: "close-out", value: "{{=get(workflow.outputs?.parameters, 'close-out') ?? ''}}" },
    ]);
    const handler = templates.find(({ name }) => name === hooks?.exit.template);
    expect(handler).toMatchObject({ steps: [[{ name: "close", template: "close" }]] });
    expect(globalNames(templates)).toEqual({
      open: ["{{inputs.parameters.call}}-out"],
      close: ["{{inputs.parameters.call}}-out"],
    });
  });

  it("finds the outputs of a template that many steps share", () => {
    const close = inFinally("close", "close", ["open"], { reads: { open: out("open") } });
    const [shared = []] = Object.values(globalNames(specOf([open, work, close], { ownTemplates: 1 }).templates));
    expect(shared).toEqual(["{{inputs.parameters.call}}-out"]);
  });

  it("stays with the entry when the templates are too many for one object", () => {
    const close = inFinally("close", "close", ["open"]);
    const { hooks, templates } = specOf([open, work, close], { templates: 3 });
    expect(templates.map(({ name }) => name)).toEqual(["main", hooks?.exit.template]);
    expect(JSON.stringify(templates)).toContain("templateRef");
  });
});

describe("what a stopped run leaves out, and why", () => {
  const whyOf = (tasks: readonly PodTask[], limit = 200): readonly string[] =>
    stopPlan(withTasks(tasks), limit).left.map(({ why }) => why);

  it("is what needs a value of the try, or depends on one", () => {
    expect(
      whyOf([open, work, inFinally("close", "close", ["open"], { guards: [when(out("work", "if1"), true)] })]),
    ).toEqual(["whether it runs is not known before its `try` begins"]);
  });

  it("is everything where the tasks are more than one graph may have", () => {
    expect(whyOf([open, work, inFinally("close", "close", ["open"])], 2)).toEqual([
      "the pipeline has more tasks than one graph of Argo",
    ]);
  });
});

function globalNames(templates: readonly Template[]): { readonly [template: string]: readonly string[] } {
  return Object.fromEntries(
    templates.flatMap(({ name, outputs }) => {
      const found = (outputs?.parameters ?? []).flatMap(({ globalName }) => globalName ?? []);
      return found.length === 0 ? [] : [[name, found]];
    }),
  );
}
