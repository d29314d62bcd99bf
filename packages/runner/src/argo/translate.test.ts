import { describe, expect, it } from "vitest";
import type { RunEventBody } from "../events.ts";
import { aroundItem1, aroundRound5, roundOf, nodesFrom, program } from "./run.fixture.ts";
import type { Nodes } from "./nodes.ts";
import { translate, type Told } from "./translate.ts";

/** What each state in turn adds. */
function told(...states: readonly Nodes[]): readonly string[][] {
  let before: Told = new Set();
  return states.map((nodes) => {
    const { told: after, events } = translate(nodes, before, program);
    before = after;
    return events.map(describeEvent);
  });
}

function describeEvent(event: RunEventBody): string {
  switch (event.kind) {
    case "task-started":
      return `started ${event.task.path} #${event.attempt}`;
    case "task-finished":
      return `finished ${event.task.path} #${event.attempt} in ${event.durationMs} ms`;
    case "task-failed":
      return `failed ${event.task.path} #${event.attempt}: ${event.failure.message}`;
    case "task-retrying":
      return `retrying ${event.task.path} #${event.attempt} in ${event.delaySeconds} s: ${event.failure.message}`;
    case "fanout-expanded":
      return `expanded ${event.task.path} to ${event.items}`;
    case "fanout-finished":
      return `${event.failed ? "failed" : "finished"} ${event.task.path} in ${event.durationMs} ms`;
    case "task-waiting":
    case "task-skipped":
      return `${event.kind.slice("task-".length)} ${event.task.path}`;
    default:
      return event.kind;
  }
}

const root = ["fan-1", { name: "fan-1", type: "DAG", phase: "Running" }] as const;

describe("a step", () => {
  const list = { displayName: "list", boundaryID: "fan-1" } as const;

  it("waits, starts and finishes, each told once", () => {
    expect(
      told(
        nodesFrom(root, ["fan-1-1", { ...list, phase: "Pending" }]),
        nodesFrom(root, ["fan-1-1", { ...list, phase: "Pending", message: "PodInitializing" }]),
        nodesFrom(root, ["fan-1-1", { ...list, phase: "Running" }]),
        nodesFrom(root, ["fan-1-1", { ...list, phase: "Succeeded", to: 4 }]),
        nodesFrom(root, ["fan-1-1", { ...list, phase: "Succeeded", to: 4 }]),
      ),
    ).toEqual([["waiting list"], [], ["started list #0"], ["finished list #0 in 4000 ms"], []]);
  });

  it("has all its moments, in order, when nobody looked for a while", () => {
    const nodes = nodesFrom(
      root,
      ["fan-1-2", { displayName: "join", boundaryID: "fan-1", phase: "Running", from: 4 }],
      ["fan-1-1", { ...list, phase: "Succeeded", to: 4 }],
    );
    expect(told(nodes)).toEqual([
      ["waiting list", "started list #0", "finished list #0 in 4000 ms", "waiting join", "started join #0"],
    ]);
  });

  it("may end in the second it began in", () => {
    expect(told(nodesFrom(root, ["fan-1-1", { ...list, phase: "Succeeded", from: 3, to: 3 }]))).toEqual([
      ["waiting list", "started list #0", "finished list #0 in 0 ms"],
    ]);
  });

  it("fails with the author's message and place", () => {
    const [events] = [
      translate(
        nodesFrom(root, [
          "fan-1-1",
          {
            ...list,
            phase: "Failed",
            to: 4,
            message: "main: Error (exit code 1): TypeError: no rows (at steps/load.ts:12:9)",
          },
        ]),
        new Set(),
        program,
      ).events,
    ];
    expect(events.at(-1)).toMatchObject({
      kind: "task-failed",
      failure: {
        name: "TypeError",
        message: "no rows",
        cause: "error",
        step: "list",
        task: "list",
        at: "steps/load.ts:12:9",
        exitCode: 1,
        attempts: 1,
      },
    });
  });

  it("is skipped when its condition did not hold, and when what it needs failed", () => {
    expect(
      told(
        nodesFrom(
          root,
          ["fan-1-1", { ...list, type: "Skipped", phase: "Skipped", to: 0 }],
          ["fan-1-2", { displayName: "join", boundaryID: "fan-1", type: "Skipped", phase: "Omitted", to: 1, from: 1 }],
        ),
      ),
    ).toEqual([["skipped list", "skipped join"]]);
  });

  it("is glue when it has no step", () => {
    const { events } = translate(
      nodesFrom(root, ["fan-1-1", { displayName: "join", boundaryID: "fan-1", phase: "Running" }]),
      new Set(),
      program,
    );
    expect(events).toMatchObject([
      { task: { kind: "glue", path: "join", span: { line: 9 } } },
      { task: { kind: "glue" } },
    ]);
  });
});

describe("a called pipeline", () => {
  const call = ["fan-1-50", { displayName: "split", type: "DAG", phase: "Running", boundaryID: "fan-1" }] as const;

  it("has its steps behind the call, also where it calls itself", () => {
    const again = [
      "fan-1-51",
      { displayName: "again", type: "DAG", phase: "Running", boundaryID: "fan-1-50" },
    ] as const;
    const cut = { displayName: "cut", phase: "Running" } as const;
    const nodes = nodesFrom(root, call, again, ["fan-1-52", { ...cut, boundaryID: "fan-1-51" }]);
    expect(told(nodes)).toEqual([["waiting split/again/cut", "started split/again/cut #0"]]);
    expect(translate(nodes, new Set(), program).events[0]).toMatchObject({ task: { kind: "step", step: "work" } });
  });

  it("is skipped as a whole, and what looks for errors before it says nothing", () => {
    const skipped = { type: "Skipped", phase: "Skipped", to: 0, boundaryID: "fan-1" } as const;
    const nodes = nodesFrom(
      root,
      ["fan-1-50", { ...skipped, displayName: "split" }],
      ["fan-1-51", { ...skipped, displayName: "split-check" }],
    );
    expect(told(nodes)).toEqual([["skipped split"]]);
  });
});

describe("a fan-out", () => {
  it("expands, and names its items by index however hostile they are", () => {
    const nodes = nodesFrom(
      ...aroundItem1,
      ["fan-1-20", { displayName: "work", boundaryID: "fan-1-13", phase: "Running", from: 8 }],
      ["fan-1-21", { displayName: "work", boundaryID: "fan-1-12", phase: "Pending", from: 9 }],
    );
    expect(told(nodes)).toEqual([
      ["expanded each to 2", "waiting each[1]/work", "started each[1]/work #0", "waiting each[0]/work"],
    ]);
    expect(translate(nodes, new Set(), program).events[1]).toMatchObject({
      task: { step: "work", item: 1, span: { line: 5 } },
    });
  });

  it("is found in the groups that the compiler puts many tasks in", () => {
    const nodes = nodesFrom(
      root,
      ["fan-1-10", { displayName: "part-1", type: "DAG", boundaryID: "fan-1", phase: "Running" }],
      ["fan-1-11", { displayName: "part-1-2", type: "DAG", boundaryID: "fan-1-10", phase: "Running" }],
      ["fan-1-12", { displayName: "list", boundaryID: "fan-1-11", phase: "Running", from: 8 }],
    );
    expect(told(nodes)).toEqual([["waiting list", "started list #0"]]);
  });

  it("does not mistake what lies around its items for a task of the same name", () => {
    const nodes = nodesFrom(
      root,
      ["fan-1-10", { displayName: "each", type: "DAG", boundaryID: "fan-1", phase: "Running" }],
      ["fan-1-11", { displayName: "join", type: "Skipped", phase: "Skipped", boundaryID: "fan-1-10" }],
    );
    expect(told(nodes)).toEqual([[]]);
  });

  it("finishes once, good or bad, also without items", () => {
    const group = { displayName: "items", type: "TaskGroup", boundaryID: "fan-1-10", from: 7 } as const;
    const each = { displayName: "each", type: "DAG", boundaryID: "fan-1", from: 7 } as const;
    expect(
      told(
        nodesFrom(
          root,
          ["fan-1-10", { ...each, phase: "Failed", to: 9 }],
          ["fan-1-11", { ...group, phase: "Failed", to: 9 }],
        ),
      ),
    ).toEqual([["expanded each to 0", "failed each in 2000 ms"]]);
    expect(
      told(
        nodesFrom(
          root,
          ["fan-1-10", { ...each, phase: "Succeeded", to: 7 }],
          ["fan-1-11", { ...group, type: "Skipped", phase: "Skipped", to: 7 }],
        ),
      ),
    ).toEqual([["expanded each to 0", "finished each in 0 ms"]]);
  });
});

describe("a loop", () => {
  const message = "main: Error (exit code 1): RangeError: no";

  it("tells its rounds by index, however deep in its halves they lie", () => {
    const nodes = nodesFrom(
      ...aroundRound5,
      ["fan-1-40", { displayName: "fit", boundaryID: "fan-1-35", phase: "Failed", from: 8, to: 9, message }],
      // The body's own task of that name, and a half that will not run.
      ["fan-1-41", { displayName: "round", boundaryID: "fan-1-35", phase: "Running", from: 8 }],
      ["fan-1-42", { displayName: "second", boundaryID: "fan-1-34", type: "Skipped", phase: "Skipped", to: 9 }],
    );
    expect(told(nodes)).toEqual([
      [
        "expanded tune to 7",
        "waiting tune[5]/fit",
        "started tune[5]/fit #0",
        "waiting tune[5]/round",
        "started tune[5]/round #0",
        "failed tune[5]/fit #0: no",
      ],
    ]);
    expect(translate(nodes, new Set(), program).events.at(-1)).toMatchObject({
      task: { path: "tune[5]/fit", item: 5, step: "work" },
      failure: { name: "RangeError", task: "tune[5]/fit", step: "work", item: 5, at: "fan.ts:1:3" },
    });
  });

  it("has no number of rounds when it is a `while`, and none to tell when its list is empty", () => {
    const until = { displayName: "until", type: "DAG", boundaryID: "fan-1", from: 7 } as const;
    const round = ["fan-1-35", { ...roundOf("[0]"), boundaryID: "fan-1-31" }] as const;
    expect(
      told(
        nodesFrom(
          root,
          ["fan-1-30", { ...until, phase: "Failed", to: 9 }],
          ["fan-1-31", { displayName: "rounds", type: "DAG", boundaryID: "fan-1-30", phase: "Succeeded" }],
          round,
          ["fan-1-36", { displayName: "look", boundaryID: "fan-1-35", phase: "Succeeded", from: 7, to: 8 }],
          ["fan-1-37", { displayName: "raise", boundaryID: "fan-1-30", phase: "Failed", message, from: 8, to: 9 }],
        ),
      ),
    ).toEqual([
      [
        "waiting until[0]/look",
        "started until[0]/look #0",
        "finished until[0]/look #0 in 1000 ms",
        "failed until in 2000 ms",
      ],
    ]);
    expect(
      told(
        nodesFrom(
          root,
          ["fan-1-30", { ...until, displayName: "tune", phase: "Succeeded", to: 7 }],
          ["fan-1-31", { displayName: "rounds", type: "Skipped", phase: "Skipped", boundaryID: "fan-1-30", to: 7 }],
        ),
      ),
    ).toEqual([["expanded tune to 0", "finished tune in 0 ms"]]);
  });
});

describe("a retried step", () => {
  const attempt = { boundaryID: "fan-1-13", nodeFlag: { retried: true } } as const;
  const failed = {
    ...attempt,
    displayName: "work(0)",
    phase: "Failed",
    from: 8,
    to: 9,
    message: "main: Error (exit code 1): Error: once",
  } as const;
  const retry = { displayName: "work", type: "Retry", boundaryID: "fan-1-13", from: 8 } as const;

  it("says nothing of a failed attempt until it is clear what follows", () => {
    expect(
      told(
        nodesFrom(
          ...aroundItem1,
          ["fan-1-20", { ...retry, phase: "Running", children: ["fan-1-21"] }],
          ["fan-1-21", failed],
        ),
        nodesFrom(
          ...aroundItem1,
          ["fan-1-20", { ...retry, phase: "Running", children: ["fan-1-21", "fan-1-22"] }],
          ["fan-1-21", failed],
          ["fan-1-22", { ...attempt, displayName: "work(1)", phase: "Running", from: 10 }],
        ),
        nodesFrom(
          ...aroundItem1,
          ["fan-1-20", { ...retry, phase: "Succeeded", to: 13, children: ["fan-1-21", "fan-1-22"] }],
          ["fan-1-21", failed],
          ["fan-1-22", { ...attempt, displayName: "work(1)", phase: "Succeeded", from: 10, to: 12 }],
        ),
      ),
    ).toEqual([
      ["expanded each to 2", "waiting each[1]/work", "started each[1]/work #0"],
      ["retrying each[1]/work #0 in 5 s: once", "started each[1]/work #1"],
      ["finished each[1]/work #1 in 2000 ms"],
    ]);
  });

  it("fails with its last attempt, whose number tells how many there were", () => {
    const second = {
      ...failed,
      displayName: "work(1)",
      from: 10,
      to: 12,
      message: "main: Error (exit code 64): NonRetriableError: for good",
    } as const;
    const nodes = nodesFrom(
      ...aroundItem1,
      ["fan-1-20", { ...retry, phase: "Failed", to: 13, children: ["fan-1-21", "fan-1-22"] }],
      ["fan-1-21", failed],
      ["fan-1-22", second],
    );
    expect(told(nodes)[0]?.slice(-3)).toEqual([
      "retrying each[1]/work #0 in 5 s: once",
      "started each[1]/work #1",
      "failed each[1]/work #1: for good",
    ]);
    expect(translate(nodes, new Set(), program).events.at(-1)).toMatchObject({
      failure: { attempts: 2, item: 1, name: "NonRetriableError", at: "fan.ts:1:3" },
    });
  });
});
