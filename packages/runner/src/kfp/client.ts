/** The API of Kubeflow Pipelines, v2beta1. */
import type { KfpApi, KfpRequest } from "./api.ts";
import { KfpError } from "./kfp-error.ts";
import type {
  Experiment,
  Health,
  NewRecurringRun,
  NewRun,
  Pipeline,
  PipelineVersion,
  RecurringRun,
  Run,
} from "./objects.ts";

export type KfpClient = PipelineCalls & RunCalls & RecurringCalls;

interface PipelineCalls {
  health(): Promise<Health>;
  /** Absent when there is none of that name. */
  findPipeline(name: string): Promise<Pipeline | undefined>;
  uploadPipeline(name: string, description: string | undefined, text: string): Promise<Pipeline>;
  deletePipeline(id: string): Promise<void>;
  versions(pipeline: string): Promise<readonly PipelineVersion[]>;
  uploadVersion(pipeline: string, name: string, text: string): Promise<PipelineVersion>;
  experiments(): Promise<readonly Experiment[]>;
  createExperiment(name: string): Promise<Experiment>;
}

interface RunCalls {
  startRun(run: NewRun): Promise<Run>;
  run(id: string): Promise<Run>;
  /** The newest first. */
  runs(options?: { readonly limit?: number }): Promise<readonly Run[]>;
  terminate(run: string): Promise<void>;
  retry(run: string): Promise<void>;
  /** What a pod has printed so far. */
  log(run: string, pod: string): Promise<string>;
  artifact(run: string, node: string, name: string): Promise<Uint8Array>;
}

interface RecurringCalls {
  recurringRuns(): Promise<readonly RecurringRun[]>;
  createRecurringRun(run: NewRecurringRun): Promise<RecurringRun>;
  deleteRecurringRun(id: string): Promise<void>;
}

export function kfpClient(api: KfpApi): KfpClient {
  return { ...pipelineCalls(api), ...runCalls(api), ...recurringCalls(api) };
}

const id = encodeURIComponent;

async function done(api: KfpApi, request: KfpRequest): Promise<void> {
  await api.text(request);
}

function pipelineCalls(api: KfpApi): PipelineCalls {
  const { namespace } = api.settings;
  return {
    health: () => api.json({ method: "GET", path: "/healthz", action: "tell its version" }),
    findPipeline: async (name) =>
      absentWhenMissing(() =>
        api.json<Pipeline>({
          method: "GET",
          path: `/pipelines/names/${id(name)}`,
          query: { namespace },
          action: `find the pipeline ${name}`,
        }),
      ),
    uploadPipeline: (name, description, text) =>
      api.json({
        method: "POST",
        path: "/pipelines/upload",
        query: { name, display_name: name, description, namespace },
        form: fileForm(name, text),
        action: `upload the pipeline ${name}`,
      }),
    deletePipeline: (pipeline) =>
      done(api, { method: "DELETE", path: `/pipelines/${id(pipeline)}`, action: "delete the pipeline" }),
    versions: (pipeline) =>
      allPages(api, `/pipelines/${id(pipeline)}/versions`, "pipeline_versions", {}, "list the pipeline's versions"),
    uploadVersion: (pipeline, name, text) =>
      api.json({
        method: "POST",
        path: "/pipelines/upload_version",
        query: { name, display_name: name, pipelineid: pipeline },
        form: fileForm(name, text),
        action: `upload the version ${name}`,
      }),
    experiments: () => allPages(api, "/experiments", "experiments", { namespace }, "list experiments"),
    createExperiment: (name) =>
      api.json({
        method: "POST",
        path: "/experiments",
        body: { display_name: name, ...(namespace === undefined ? {} : { namespace }) },
        action: `make the experiment ${name}`,
      }),
  };
}

function runCalls(api: KfpApi): RunCalls {
  const { namespace } = api.settings;
  return {
    startRun: (body) => api.json({ method: "POST", path: "/runs", body, action: "start the run" }),
    run: (run) => api.json({ method: "GET", path: `/runs/${id(run)}`, action: `find the run ${run}` }),
    runs: ({ limit } = {}) =>
      allPages(api, "/runs", "runs", { namespace, sort_by: "created_at desc" }, "list runs", limit),
    terminate: (run) =>
      done(api, { method: "POST", path: `/runs/${id(run)}:terminate`, action: `stop the run ${run}` }),
    retry: (run) => done(api, { method: "POST", path: `/runs/${id(run)}:retry`, action: `retry the run ${run}` }),
    log: (run, pod) =>
      api.text({
        method: "GET",
        path: `/apis/v1alpha1/runs/${id(run)}/nodes/${id(pod)}/log`,
        action: `read what ${pod} printed`,
      }),
    artifact: async (run, node, name) => {
      const path = `/runs/${id(run)}/nodes/${id(node)}/artifacts/${id(name)}:read`;
      const { data = "" } = await api.json<{ readonly data?: string }>({
        method: "GET",
        path,
        action: `read the artifact ${name}`,
      });
      return Buffer.from(data, "base64");
    },
  };
}

function recurringCalls(api: KfpApi): RecurringCalls {
  const { namespace } = api.settings;
  return {
    recurringRuns: () => allPages(api, "/recurringruns", "recurringRuns", { namespace }, "list recurring runs"),
    createRecurringRun: (body) =>
      api.json({ method: "POST", path: "/recurringruns", body, action: "make the recurring run" }),
    deleteRecurringRun: (run) =>
      done(api, { method: "DELETE", path: `/recurringruns/${id(run)}`, action: "delete the recurring run" }),
  };
}

/** Servers give a few at a time, and a token for the next. */
async function allPages<Item>(
  api: KfpApi,
  path: string,
  field: string,
  query: { readonly [name: string]: string | undefined },
  action: string,
  limit = Infinity,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const page = await api.json<{ readonly [field: string]: unknown }>({
      method: "GET",
      path,
      query: { ...query, page_size: "100", page_token: token },
      action,
    });
    found.push(...((page[field] ?? []) as readonly Item[]));
    const next = page["next_page_token"];
    token = typeof next === "string" && next !== "" ? next : undefined;
  } while (token !== undefined && found.length < limit);
  return found.slice(0, limit);
}

async function absentWhenMissing<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof KfpError && error.status === 404) return undefined;
    throw error;
  }
}

function fileForm(name: string, text: string): FormData {
  const form = new FormData();
  form.set("uploadfile", new Blob([text], { type: "application/yaml" }), `${name}.yaml`);
  return form;
}
