/** Kubernetes objects that are applied and waited for. */
import { manifest, pipeline } from "@argosy/sdk";

const container = (command: string): object => ({
  name: "main",
  image: "localhost/busybox:1",
  command: ["sh", "-c", command],
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "32Mi" } },
});
const jobSpec = (command: string): object => ({
  backoffLimit: 0,
  template: { spec: { restartPolicy: "Never", terminationGracePeriodSeconds: 1, containers: [container(command)] } },
});

export const work = manifest<{ succeeded: number; name: string }, { command: string }>({
  object: ({ command }) => ({ apiVersion: "batch/v1", kind: "Job", spec: jobSpec(command) }),
  outputs: { succeeded: "status.succeeded", name: "metadata.name" },
});

export const serve = manifest<{ replicas: number }, { name: string; text: string }>({
  object: ({ name, text }) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations: { text } },
        spec: { terminationGracePeriodSeconds: 1, containers: [container("sleep 3600")] },
      },
    },
  }),
  outputs: { replicas: "status.availableReplicas" },
});

export const train = manifest<{ best: string }, {}>({
  object: {
    apiVersion: "trainer.kubeflow.org/v1alpha1",
    kind: "TrainJob",
    metadata: { name: "training" },
    spec: { nodes: 2 },
  },
  outputs: { best: "status.best" },
});

export const jobs = pipeline({ name: "manifest-jobs" }, async ({ name }: { name: string }) => {
  const { succeeded } = await work({ command: "true" });
  let caught = "";
  try {
    await work({ command: "exit 3" });
  } catch (error) {
    caught = (error as Error).message.replace(/work-[0-9a-f]+/, "work");
  }
  const first = await serve({ name, text: "first" });
  const second = await serve({ name, text: "second" });
  return { succeeded, caught, replicas: [first.replicas, second.replicas] };
});

export const training = pipeline({ name: "manifest-training" }, async () => {
  const { best } = await train({});
  return best;
});

export const endless = pipeline({ name: "manifest-endless" }, async () => {
  const { name } = await work({ command: "sleep 3600" });
  return name;
});
