import { describe, expect, it } from "vitest";
import { byAttempt } from "./by-attempt.ts";
import { limitsOf, memoryLadder } from "./memory-ladder.ts";
import { patchOfPod } from "./patch-of-pod.ts";

const resources = { requests: { cpu: "1", memory: "96Mi" }, limits: { memory: "128Mi" } };

describe("byAttempt", () => {
  it("says nothing of attempts where they do not differ", () => {
    expect(byAttempt(["a"])).toBe("a");
    expect(byAttempt(["a", "a"])).toBe("a");
  });

  it("chooses by the number of retries, the last for all that follow", () => {
    expect(byAttempt(["a", "a", "b", "it's"])).toBe("{{=int(retries) < 2 ? 'a' : int(retries) < 3 ? 'b' : 'it\\'s'}}");
  });
});

describe("a memory ladder", () => {
  it("has one rung without growth or without retries", () => {
    const memory = { factor: 2 };
    const first = [{ request: "96Mi", limit: "128Mi" }];
    expect(memoryLadder(resources, {})).toEqual(first);
    expect(memoryLadder(resources, { retry: { limit: 2, on: ["oom"] } })).toEqual(first);
    expect(memoryLadder(resources, { retry: { limit: 0, on: ["oom"], memory } })).toEqual(first);
    expect(patchOfPod({}, memoryLadder(resources, {}))).toBeUndefined();
  });

  it("ends where nothing grows any more", () => {
    const ladder = memoryLadder(resources, { retry: { limit: 900, on: ["oom"], memory: { factor: 2, max: "200Mi" } } });
    expect(ladder).toEqual([
      { request: "96Mi", limit: "128Mi" },
      { request: "192Mi", limit: "200Mi" },
      { request: "200Mi", limit: "200Mi" },
    ]);
    expect(limitsOf(ladder)).toEqual([128 * 2 ** 20, 200 * 2 ** 20, 200 * 2 ** 20]);
  });

  it("gives way to the author's own patch", () => {
    const ladder = memoryLadder(resources, { retry: { limit: 1, on: ["oom"], memory: { factor: 2 } } });
    const main = { name: "main", stdin: true, resources: { limits: { memory: "1Gi" } } };
    expect(patchOfPod({ pod: { spec: { hostname: "h", containers: [main, { name: "wait" }] } } }, ladder)).toEqual({
      hostname: "h",
      containers: [
        { name: "wait" },
        {
          name: "main",
          stdin: true,
          resources: {
            requests: { memory: "{{=int(retries) < 1 ? '96Mi' : '192Mi'}}" },
            limits: { memory: "1Gi" },
          },
        },
      ],
    });
  });
});
