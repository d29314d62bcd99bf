/** The kinds of which it is known when an object is done, by `group/Kind`; the pod runtime holds the rules. */
export const MANIFEST_KINDS: readonly string[] = [
  "batch/Job",
  "jobset.x-k8s.io/JobSet",
  "trainer.kubeflow.org/TrainJob",
  "kubeflow.org/PyTorchJob",
  "kubeflow.org/TFJob",
  "kubeflow.org/MPIJob",
  "ray.io/RayJob",
  "sparkoperator.k8s.io/SparkApplication",
  "serving.kserve.io/InferenceService",
  "apps/Deployment",
];
