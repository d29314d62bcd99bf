import { describe, expect, test } from "vitest";
import { normalizeStepOptions } from "./step.ts";

/** Each problem as one line: `path: message; hint`. */
function problemsOf(raw: unknown): readonly string[] {
  return normalizeStepOptions(raw).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
}

describe("the pod", () => {
  test.each([
    [
      { env: { ARGOSY_RUN: "x" } },
      'env.ARGOSY_RUN: "ARGOSY_RUN" is a variable of Argosy; choose a name that does not start with ARGOSY_',
    ],
    [{ env: { A: 1 } }, 'env.A: 1 is not text; write "1"'],
    [{ env: { A: "x" }, secrets: { A: { name: "s", key: "k" } } }, 'secrets.A: "A" is set in env too; choose one'],
    [{ secrets: { A: { name: "s" } } }, 'secrets.A.key: "key" is missing'],
    [
      { mounts: { data: { volume: "d" } } },
      'mounts.data: "data" is not an absolute path; write it from the root, without .. and colons, as in "/data"',
    ],
    [
      { mounts: { "/d": {} } },
      'mounts["/d"]: an object does not say what is mounted; write one of volume, secret, configMap, emptyDir, hostPath, as in { volume: "data" }',
    ],
    [
      { mounts: { "/d": { volume: "a", secret: "b" } } },
      'mounts["/d"]: an object does not say what is mounted; write one of volume, secret, configMap, emptyDir, hostPath, as in { volume: "data" }',
    ],
    [
      { mounts: { "/d": { volume: "a", mode: 1 } } },
      'mounts["/d"].mode: "mode" is not a field of a volume; known are volume, subPath, readOnly',
    ],
    [
      { labels: { "a b": "c" } },
      'labels["a b"]: "a b" is not a name that Kubernetes takes; write letters, digits, -, _ and ., a letter or digit first and last',
    ],
    [
      { queue: "Team A" },
      'queue: "Team A" is not the name of a Kubernetes object; write "team-a": lower-case letters, digits and -, a letter or digit first and last',
    ],
    [
      { tolerations: [{ value: "x" }] },
      'tolerations[0]: a toleration without a key tolerates everything; write operator: "Exists" for that, or name the key',
    ],
    [
      { tolerations: [{ key: "a", operator: "Exists", value: "x" }] },
      'tolerations[0].value: the operator "Exists" takes no value; leave the value out',
    ],
    [
      { tolerations: [{ key: "a", tolerationSeconds: 3 }] },
      'tolerations[0].tolerationSeconds: only the effect "NoExecute" has an end; write effect: "NoExecute"',
    ],
    [
      { affinity: { nodeAfinity: {} } },
      'affinity.nodeAfinity: "nodeAfinity" is not a kind of affinity; did you mean "nodeAffinity"?',
    ],
    [
      { pod: { spec: { nodeSelektor: {} } } },
      'pod.spec.nodeSelektor: "nodeSelektor" is not a field of a pod; did you mean "nodeSelector"?',
    ],
    [
      { pod: { spec: { containers: [{ image: "x" }] } } },
      'pod.spec.containers[0]: a container without a name patches nothing; write name: "main" for the step\'s own container',
    ],
    [
      { pod: { spec: { securityContext: { at: new Date(0) } } } },
      "pod.spec.securityContext: pod.spec.securityContext.at is a Date, which JSON cannot hold; write value.toISOString()",
    ],
    [{ external: "sharp" }, 'external: "sharp" is not a list; write it in [ ]'],
  ])("%j", (raw, problem) => {
    expect(problemsOf(raw)).toEqual([problem]);
  });
});
