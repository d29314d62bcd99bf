import { expect, test } from "vitest";
import { type ContainerEngine, containerRun } from "./container-engine.ts";

const run = {
  command: ["sh", "-c", "true"],
  env: { A: "b c" },
  mounts: [{ from: "/here", to: "/there", readOnly: true }],
  workingDirectory: "/work",
  id: "argosy-1",
};
const engine: Omit<ContainerEngine, "kind"> = { image: "app:1", user: "5:6", memoryBytes: 1024 };

test("docker takes the program as its entry point", () => {
  expect(containerRun({ ...engine, kind: "docker" }, run)).toEqual({
    command: "docker",
    args: [
      ...["run", "--rm", "--name", "argosy-1", "--user", "5:6", "--memory", "1024", "--workdir", "/work"],
      ...["--env", "A=b c", "--volume", "/here:/there:ro", "--entrypoint", "sh", "app:1", "-c", "true"],
    ],
  });
});

test("podman keeps the caller's own user", () => {
  expect(containerRun({ ...engine, kind: "podman" }, run).args.slice(4, 6)).toEqual(["--userns", "keep-id"]);
});

test("containerd's client knows no user", () => {
  expect(containerRun({ ...engine, kind: "ctr" }, run).args).toEqual([
    ...["run", "--rm", "--net-host", "--memory-limit", "1024", "--cwd", "/work", "--env", "A=b c"],
    ...["--mount", "type=bind,src=/here,dst=/there,options=rbind:ro", "app:1", "argosy-1", "sh", "-c", "true"],
  ]);
});
