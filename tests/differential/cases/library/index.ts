export * from "./sub-pipelines.ts";
export { checked as careful, default as listed } from "./sub-pipelines.ts";
export * as library from "./sub-pipelines.ts";
