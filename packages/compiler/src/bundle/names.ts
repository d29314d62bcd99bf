/** JavaScript names for names that may be anything. */

/** A variable of the generated code; different names give different variables. */
export function variableName(name: string): string {
  return `v_${mangle(name)}`;
}

/** The export of a sliced module that is a fragment. */
export function fragmentName(id: string): string {
  return `$argosyFragment_${mangle(id)}`;
}

/** The export of a sliced module that is the const of a step. */
export const STEP_EXPORT = "$argosyStep";

function mangle(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`);
}
