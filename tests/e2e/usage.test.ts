import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project, type Ran } from "./project.ts";

let project: Project;
beforeAll(async () => {
  project = await createProject({
    "pipe.ts": `import { pipeline } from "@argosy/sdk";\nexport const pipe = pipeline({ name: "pipe" }, async () => 1);\n`,
    "notes.md": "# notes\n",
    "folder/keep": "",
  });
});
afterAll(() => project.remove());

const refused = (stderr: string): Ran => ({ code: 2, stdout: "", stderr });

describe("help", () => {
  it("shows the commands", async () => {
    const { code, stdout, stderr } = await project.argosy("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: argosy COMMAND [options]

      Typed pipelines in ordinary async TypeScript: run them here, or on Argo Workflows.

      Commands
        run FILE                     Run a pipeline on this machine
        resume RUN                   Go on with a run of this machine
        runs [ACTION] [RUN]          List, show and forget runs of this machine
        explain-cache RUN STEP       Say why a step ran again
        artifacts ACTION RUN_OR_URI  List and fetch the files of a run of this machine
        check FILE…                  Type-check and analyse pipelines
        compile FILE                 Compile a pipeline to Kubernetes objects
        submit FILE                  Run a pipeline on a cluster
        approve RUN [TASK]           Answer what a run on a cluster asks
        help [COMMAND]               Show help for a command

      Options
        --debug        Show the stack when Argosy itself fails [ARGOSY_DEBUG]
        -h, --help     Show this help
        -v, --version  Show the version

      Examples
        argosy run churn.ts --set rows=1000                                       run it, with progress and a result
        argosy resume 20261124-153000042-1a2b3c                                   go on where it ended
        argosy runs                                                               list them, the latest last
        argosy explain-cache 20261124-153000042-1a2b3c train                      why did \`train\` run again?
        argosy artifacts ls 20261124-153000042-1a2b3c                             list them
        argosy check churn.ts --watch                                             check while you write
        argosy compile churn.ts --target argo | kubectl apply --server-side -f -  compile and apply
        argosy submit churn.ts --set rows=1000 --watch                            start a run and follow it
        argosy approve churn-1f2e3d4c                                             let it go on

      \`argosy COMMAND --help\` shows the options of a command.
      "
    `);
    expect((await project.argosy("")).stdout).toBe(stdout);
    expect((await project.argosy("help")).stdout).toBe(stdout);
    expect((await project.argosy("-h")).stdout).toBe(stdout);
  });

  it("shows a command's options", async () => {
    const { code, stdout, stderr } = await project.argosy("submit --help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: argosy submit FILE [options]

      Compiles a pipeline, applies its objects to a cluster and starts a run. With
      --watch it follows the run to its end.

      Parameters
        --input JSON            Parameters as one JSON object
        --input-file PATH       Parameters from a JSON file; - reads standard input
        --set KEY=VALUE         One parameter, or a field of one: --set model.depth=3; may be repeated

      Options
        --pipeline NAME         The pipeline, by its name or export (default: the only one)
        --target TARGET         What to compile for: argo, kfp, kfp@2.14 (default: argo)
        --watch                 Follow the run to its end and print its result
        --json                  Print the result as one JSON value
        --format FORMAT         How to print diagnostics: plain, pretty, json, github (default: pretty on a terminal, else plain)
        --verbose               Also print infos: what is legal and could be better

      Settings
        --image IMAGE           Image of steps that name none (default: node:24-slim) [ARGOSY_IMAGE]
        --namespace NAME        Kubernetes namespace (default: the kubeconfig's) [ARGOSY_NAMESPACE]
        --service-account NAME  Service account of the pods [ARGOSY_SERVICE_ACCOUNT]
        --store URL             Artifacts and large values: a directory, file:///… or s3://… [ARGOSY_STORE]
        --store-secret NAME     Kubernetes secret with the keys of an S3 store: NAME, or NAME:ENTRY:ENTRY [ARGOSY_STORE_SECRET]
        --context NAME          Kubeconfig context (default: the current one) [ARGOSY_CONTEXT]
        --kfp-host URL          Where Kubeflow Pipelines answers; ARGOSY_KFP_TOKEN is sent along (default: http://localhost:8888, a forwarded port) [ARGOSY_KFP_HOST]

      General
        --debug                 Show the stack when Argosy itself fails [ARGOSY_DEBUG]
        -h, --help              Show this help
        -v, --version           Show the version

      Examples
        # start a run and follow it
        argosy submit churn.ts --set rows=1000 --watch
        # start it elsewhere and return
        argosy submit churn.ts --context staging --namespace ml
        # start it on Kubeflow
        argosy submit churn.ts --target kfp --kfp-host http://localhost:8888
      "
    `);
    expect((await project.argosy("help submit")).stdout).toBe(stdout);
  });

  it("shows the version", async () => {
    expect(await project.argosy("--version")).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
  });

  it.each(["--help", "--version", "run --help"])("`argosy %s` loads no library", async (line) => {
    const trace = `--import=data:text/javascript,${encodeURIComponent(TRACE)}`;
    const { code, stderr } = await project.argosy(line, { env: { NODE_OPTIONS: trace } });
    expect(code).toBe(0);
    const loaded = stderr.split("\n").filter((url) => url.startsWith("file:"));
    expect(loaded.some((url) => url.endsWith("/cli/src/help.ts"))).toBe(true);
    expect(loaded.filter((url) => !url.includes("/packages/cli/"))).toEqual([]);
  });
});

/** Prints the URL of every module that is loaded. */
const TRACE = `
import { registerHooks } from "node:module";
registerHooks({ load: (url, context, next) => { process.stderr.write(url + "\\n"); return next(url, context); } });
`;

describe("usage", () => {
  it.each([
    ["comple pipe.ts", "error: unknown command `comple`\n  hint: Did you mean `argosy compile`?\n"],
    ["pipe.ts", "error: `pipe.ts` is not a command\n  hint: Did you mean `argosy run pipe.ts`?\n"],
    ["compile pipe.ts --piepline x", "error: unknown option `--piepline`\n  hint: Did you mean `--pipeline`?\n"],
    ["run", "error: `argosy run` needs FILE\n  hint: Write `argosy run FILE [options]`\n"],
    ["run pipe.ts rows=1", "error: unexpected argument `rows=1`\n  hint: Did you mean `--set rows=1`?\n"],
    [
      "compile pipe.ts --target airflow",
      "error: `--target` cannot be `airflow`\n  hint: It is one of `argo`, `kfp`, `kfp@2.14`\n",
    ],
    ["run absent.ts", "error: cannot read `absent.ts`: no such file\n"],
    ["compile absent.ts --format json", "error: cannot read `absent.ts`: no such file\n"],
    ["submit pipe.ts/absent.ts", "error: cannot read `pipe.ts/absent.ts`: a part of the path is not a directory\n"],
    ["run folder", "error: `folder` is a directory\n  hint: Give the TypeScript file that exports the pipeline\n"],
    ["compile notes.md", "error: `notes.md` is not a TypeScript file\n"],
    [
      "run pipe.ts --input {",
      "error: `--input` is not JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)\n",
    ],
    ["run pipe.ts --input-file absent.json", "error: `--input-file`: cannot read `absent.json`: no such file\n"],
    ["run pipe.ts --set rows", "error: `--set rows` has no value\n  hint: Write `--set rows=VALUE`\n"],
    [
      "compile pipe.ts --namespace My_Team",
      "error: `--namespace`: `My_Team` is not a namespace: at most 63 lower-case letters, digits and dashes, a letter or digit first and last\n",
    ],
  ])("argosy %s", async (line, stderr) => {
    expect(await project.argosy(line)).toEqual(refused(stderr));
  });
});

describe("argosy.config.ts", () => {
  it("names the key that is wrong, from wherever the command is run", async () => {
    await project.write(
      "bad/argosy.config.ts",
      `import { defineConfig } from "@argosy/sdk/config";\nexport default defineConfig({ imgae: "x" } as object);\n`,
    );
    await project.write("bad/deep/pipe.ts", "");
    expect(await project.argosy("compile pipe.ts", { cwd: "bad/deep" })).toEqual(
      refused("error: `../argosy.config.ts`: `imgae` is not a setting; did you mean `image`?\n"),
    );
  });

  it.each([
    ["export default {", "`argosy.config.ts` cannot be loaded: SyntaxError: "],
    ["enum A { B }\nexport default {};", "`argosy.config.ts` cannot be loaded: SyntaxError: "],
    ["throw new Error('no network');", "`argosy.config.ts` cannot be loaded: Error: no network\n"],
  ])("says why %j cannot be loaded", async (source, expected) => {
    await project.write("broken/argosy.config.ts", source);
    await project.write("broken/pipe.ts", "");
    const { code, stdout, stderr } = await project.argosy("compile pipe.ts", { cwd: "broken" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`error: ${expected}`);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
  });
});
