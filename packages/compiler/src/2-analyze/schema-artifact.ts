/** The SDK's artifacts among all object types. */
import { ts } from "ts-morph";
import { isSdkFile } from "./sdk-symbols.ts";

/** The artifact's name (`Dataset`) when the type is an artifact of the SDK, whatever it is called here; a type that merely looks like one is none. */
export function artifactName(type: ts.Type, checker: ts.TypeChecker): string | undefined {
  if (type.isUnion() || (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return undefined;
  const members = checker.getPropertiesOfType(type);
  const uri = members.find((member) => member.name === "uri");
  const name = members.find((member) => member.name === "type");
  if (name === undefined || !uri?.declarations?.some(isArtifactMember)) return undefined;
  const literal = checker.getTypeOfSymbol(name);
  return literal.isStringLiteral() ? literal.value : "Artifact";
}

function isArtifactMember(declaration: ts.Declaration): boolean {
  const { parent } = declaration;
  return (
    ts.isInterfaceDeclaration(parent) && parent.name.text === "Artifact" && isSdkFile(parent.getSourceFile().fileName)
  );
}
