export { EmitError } from "../shared/emit-error.ts";
