/** The SDK's own types among all others. */
import { ts } from "ts-morph";
import { isSdkFile } from "./sdk-symbols.ts";

/**
 * What `ctx.save` calls the artifact (`dataset`) when the type is an artifact of the SDK, whatever its name is here.
 * `artifact` when the type leaves it open. A type that merely looks like an artifact is none.
 */
export function artifactName(type: ts.Type, checker: ts.TypeChecker): string | undefined {
  if (type.isUnion() || (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return undefined;
  const members = checker.getPropertiesOfType(type);
  const uri = members.find((member) => member.name === "uri");
  const name = members.find((member) => member.name === "type");
  if (name === undefined || !uri?.declarations?.some(isArtifactMember)) return undefined;
  const literal = checker.getTypeOfSymbol(name);
  return literal.isStringLiteral() ? literal.value : "artifact";
}

function isArtifactMember(declaration: ts.Declaration): boolean {
  const { parent } = declaration;
  return (
    ts.isInterfaceDeclaration(parent) && parent.name.text === "Artifact" && isSdkFile(parent.getSourceFile().fileName)
  );
}

/** The SDK's `Json`, which says what every value is. */
export function isAnyJson(type: ts.Type): boolean {
  const declaration = type.aliasSymbol?.declarations?.[0];
  return (
    type.aliasSymbol?.name === "Json" && declaration !== undefined && isSdkFile(declaration.getSourceFile().fileName)
  );
}
