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

const commandLine = (kind: ContainerEngine["kind"]): string => {
  const { command, args } = containerRun({ ...engine, kind }, run);
  return [command, ...args].join(" ");
};

test("docker takes the program as its entry point", () => {
  expect(commandLine("docker")).toBe(
    "docker run --rm --name argosy-1 --user 5:6 --memory 1024 --workdir /work --env A=b c --volume /here:/there:ro" +
      " --entrypoint sh app:1 -c true",
  );
});

test("podman keeps the caller's own user", () => {
  expect(commandLine("podman")).toContain(" --userns keep-id --user 5:6 ");
});

test("containerd's client knows no user", () => {
  expect(commandLine("ctr")).toBe(
    "ctr run --rm --net-host --memory-limit 1024 --cwd /work --env A=b c" +
      " --mount type=bind,src=/here,dst=/there,options=rbind:ro app:1 argosy-1 sh -c true",
  );
});
