/**
 * Node.js in a container whose image has none: an init container of the default image copies its own, with the libraries
 * and the loader it runs on, to a volume that both see. So the pod runtime stands around any program, as it does around
 * a step in TypeScript.
 */
import type { InitContainer, Volume, VolumeMount } from "./objects.ts";
import type { StepIr, TargetSettings } from "@argosy/sdk/ir";
import { GLUE_RESOURCES } from "./resources.ts";
import { CONTAINER_SECURITY } from "./security.ts";

const FOLDER = "/argosy/node";
const VOLUME = "argosy-node";
const LOADER = "loader";

/** What it works beside is the author's program: its own heap stays small. */
const HEAP_MIB = 64;

/** Linux's loader by its own name, so that it needs nothing of the image that it will run in. */
const BRING = `const { copyFileSync } = require("node:fs");
const { basename } = require("node:path");
process.report.excludeNetwork = true;
const libraries = process.report.getReport().sharedObjects.filter((path) => path.startsWith("/"));
const loader = libraries.find((path) => basename(path).startsWith("ld-"));
if (loader === undefined) throw new Error("the image's Node.js uses no shared loader; set another default image");
for (const path of libraries) copyFileSync(path, "${FOLDER}/" + basename(path));
copyFileSync(loader, "${FOLDER}/${LOADER}");
copyFileSync(process.execPath, "${FOLDER}/node");`;

export interface BroughtNode {
  readonly initContainers: readonly InitContainer[];
  readonly volume: Volume;
  readonly mount: VolumeMount;
  /** In place of `node` and its arguments. */
  readonly command: readonly string[];
}

/** Nothing for a step that runs in an image with Node.js. */
export function broughtNode(step: StepIr | undefined, settings: TargetSettings): BroughtNode | undefined {
  const kind = step?.work?.kind;
  if (kind !== "container" && kind !== "python") return undefined;
  const { image, imagePullPolicy } = settings;
  const mount = { name: VOLUME, mountPath: FOLDER };
  const bring: InitContainer = {
    name: VOLUME,
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: ["node", "-e", BRING],
    resources: GLUE_RESOURCES,
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [mount],
  };
  return {
    initContainers: [bring],
    volume: { name: VOLUME, emptyDir: {} },
    mount: { ...mount, readOnly: true },
    command: [`${FOLDER}/${LOADER}`, "--library-path", FOLDER, `${FOLDER}/node`, `--max-old-space-size=${HEAP_MIB}`],
  };
}
