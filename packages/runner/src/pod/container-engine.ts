/** The command lines of container engines. */

export interface ContainerEngine {
  readonly kind: "docker" | "podman" | "nerdctl" | "ctr";
  readonly image: string;
  /** Whose files the program writes, as `uid:gid`. */
  readonly user?: string;
  readonly memoryBytes?: number;
}

export interface ContainerRun {
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly mounts: readonly { readonly from: string; readonly to: string; readonly readOnly: boolean }[];
  readonly workingDirectory?: string;
  /** Unique on this machine. */
  readonly id: string;
}

/** The command that runs the program in a container and ends with its exit code. */
export function containerRun(
  engine: ContainerEngine,
  run: ContainerRun,
): { readonly command: string; readonly args: readonly string[] } {
  const args = engine.kind === "ctr" ? ctrArguments(engine, run) : dockerArguments(engine, run);
  return { command: engine.kind, args };
}

function dockerArguments({ kind, image, user, memoryBytes }: ContainerEngine, run: ContainerRun): readonly string[] {
  const [program = "", ...rest] = run.command;
  return [
    "run",
    "--rm",
    "--name",
    run.id,
    // Without it a rootless engine makes files of an owner that nobody is.
    ...(kind === "podman" ? ["--userns", "keep-id"] : []),
    ...(user === undefined ? [] : ["--user", user]),
    ...(memoryBytes === undefined ? [] : ["--memory", String(memoryBytes)]),
    ...(run.workingDirectory === undefined ? [] : ["--workdir", run.workingDirectory]),
    ...Object.entries(run.env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...run.mounts.flatMap(({ from, to, readOnly }) => ["--volume", `${from}:${to}${readOnly ? ":ro" : ""}`]),
    "--entrypoint",
    program,
    image,
    ...rest,
  ];
}

/** It speaks to the daemon as root, and so do the programs. */
function ctrArguments({ image, memoryBytes }: ContainerEngine, run: ContainerRun): readonly string[] {
  return [
    "run",
    "--rm",
    "--net-host",
    ...(memoryBytes === undefined ? [] : ["--memory-limit", String(memoryBytes)]),
    ...(run.workingDirectory === undefined ? [] : ["--cwd", run.workingDirectory]),
    ...Object.entries(run.env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...run.mounts.flatMap(({ from, to, readOnly }) => [
      "--mount",
      `type=bind,src=${from},dst=${to},options=rbind:${readOnly ? "ro" : "rw"}`,
    ]),
    image,
    run.id,
    ...run.command,
  ];
}
