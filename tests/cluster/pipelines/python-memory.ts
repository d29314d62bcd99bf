/** A function that takes more memory than its step may. */
import { pipeline, python } from "@argosy/sdk";

export const fill = python<{ mib: number }, number>({
  image: "localhost/python:3.11",
  cpu: "100m",
  memory: "192Mi",
  file: "model/memory.py",
  function: "fill",
});

export const main = pipeline({ name: "python-memory" }, async ({ mib }: { mib: number }) => fill({ mib }));
