/** A server that answers as Kubeflow Pipelines does, and fails when it is told to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Fault = "drop" | { readonly status: number; readonly body?: string; readonly retryAfter?: number };

export interface KfpServer {
  readonly host: string;
  readonly asked: Asked[];
  /** What the next requests meet instead of an answer. */
  readonly faults: Fault[];
  /** States that the run goes through, one a look; the last stays. */
  states: readonly object[];
  readonly pageSize: number;
  close(): Promise<void>;
}

export async function startKfpServer(): Promise<KfpServer> {
  const pipelines: { pipeline_id: string; display_name: string }[] = [];
  const versions: { pipeline_id: string; pipeline_version_id: string; display_name: string }[] = [];
  const recurringRuns: { recurring_run_id: string; display_name: string }[] = [];
  let looks = 0;
  let made = 0;
  const state: Pick<KfpServer, "asked" | "faults" | "pageSize"> & { states: readonly object[] } = {
    asked: [],
    faults: [],
    states: [{ state: "SUCCEEDED" }],
    pageSize: 2,
  };

  const answer = (asked: Asked, response: ServerResponse): void => {
    const url = new URL(asked.path, "http://server");
    const path = url.pathname.replace("/apis/v2beta1", "");
    const send = (body: unknown, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const missing = (): void => send({ error: "not found", message: "ResourceNotFoundError", code: 5 }, 404);
    const page = (field: string, items: readonly unknown[]): void => {
      const from = Number(url.searchParams.get("page_token") ?? 0);
      const next = from + state.pageSize;
      send({
        [field]: items.slice(from, next),
        total_size: items.length,
        ...(next < items.length ? { next_page_token: String(next) } : {}),
      });
    };
    const named = /^\/pipelines\/names\/(.+)$/.exec(path)?.[1];
    if (path === "/healthz") return send({ tag_name: "2.14.3", multi_user: false });
    if (named !== undefined) {
      const found = pipelines.find((one) => one.display_name === decodeURIComponent(named));
      return found === undefined ? missing() : send(found);
    }
    if (path === "/pipelines/upload") {
      const name = url.searchParams.get("name") ?? "";
      if (pipelines.some((one) => one.display_name === name))
        return send({ error_message: `Already exist error: The pipeline name ${name} already exist.` }, 409);
      const pipeline = { pipeline_id: `pipeline-${++made}`, display_name: name };
      pipelines.push(pipeline);
      versions.push({
        pipeline_id: pipeline.pipeline_id,
        pipeline_version_id: `version-${++made}`,
        display_name: name,
      });
      return send(pipeline);
    }
    if (path === "/pipelines/upload_version") {
      const version = {
        pipeline_id: url.searchParams.get("pipelineid") ?? "",
        pipeline_version_id: `version-${++made}`,
        display_name: url.searchParams.get("name") ?? "",
      };
      versions.push(version);
      return send(version);
    }
    if (/^\/pipelines\/[^/]+\/versions$/.test(path))
      return page(
        "pipeline_versions",
        versions.filter((one) => path.includes(`/${one.pipeline_id}/`)),
      );
    if (path === "/runs" && asked.method === "POST") return send({ run_id: "run-1", ...JSON.parse(asked.body) });
    if (path === "/runs")
      return page(
        "runs",
        [1, 2, 3, 4, 5].map((index) => ({ run_id: `run-${index}` })),
      );
    if (path === "/runs/run-1:terminate" || path === "/runs/run-1:retry") return send({});
    if (path === "/runs/run-1") {
      const current = state.states[Math.min(looks++, state.states.length - 1)];
      return send({ run_id: "run-1", ...current });
    }
    if (path === "/recurringruns" && asked.method === "POST") {
      const run = { recurring_run_id: `recurring-${++made}`, ...(JSON.parse(asked.body) as { display_name: string }) };
      recurringRuns.push(run);
      return send(run);
    }
    if (path === "/recurringruns") return page("recurringRuns", recurringRuns);
    const recurring = /^\/recurringruns\/(.+)$/.exec(path)?.[1];
    if (recurring !== undefined && asked.method === "DELETE") {
      recurringRuns.splice(
        recurringRuns.findIndex((one) => one.recurring_run_id === recurring),
        1,
      );
      return send({});
    }
    if (url.pathname === "/apis/v1alpha1/runs/run-1/nodes/pod-1/log") return void response.end("line 1\nline 2\n");
    return missing();
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked: Asked = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      state.asked.push(asked);
      const fault = state.faults.shift();
      if (fault === undefined) return answer(asked, response);
      if (fault === "drop") return void request.socket.destroy();
      const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
      return void response.writeHead(fault.status, headers).end(fault.body ?? "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    host: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
