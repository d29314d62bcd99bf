import { pipeline, step } from "@argosy/sdk";

const version = step({ cpu: "50m", memory: "96Mi" }, async (): Promise<string> => "one");
export const raced = pipeline({ name: "raced" }, async () => version({}));
