import { pipeline, step } from "@argosy/sdk";

const version = step({ cpu: "60m", memory: "96Mi" }, async (): Promise<string> => "two");
export const raced = pipeline({ name: "raced" }, async () => version({}));
