/** An HTTP server in the place of an API server, to fail in every way a real one does. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import type { Connection } from "./connection.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

export interface ApiServer extends AsyncDisposable {
  readonly connection: Connection;
  readonly requests: readonly SeenRequest[];
}

export async function startApiServer(
  answer: (request: SeenRequest, response: ServerResponse) => void,
): Promise<ApiServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const url = new URL(incoming.url ?? "/", "http://localhost");
      const request = {
        method: incoming.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        body,
        headers: incoming.headers,
      };
      requests.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    requests,
    connection: connectionTo((server.address() as AddressInfo).port),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function connectionTo(port: number): Connection {
  const server = `http://127.0.0.1:${port}`;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "test", server, skipTLSVerify: true }],
    users: [{ name: "me", token: "secret" }],
    contexts: [{ name: "test", cluster: "test", user: "me" }],
    currentContext: "test",
  });
  return { config, server, context: "test", namespace: "ml" };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function statusBody(code: number, message: string, rest: object = {}): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, message, ...rest };
}
