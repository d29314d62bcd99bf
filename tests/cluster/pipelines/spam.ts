export { spam } from "../../../examples/01-spam/pipeline.ts";
