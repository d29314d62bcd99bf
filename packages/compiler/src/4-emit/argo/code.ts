/** How the code of each pod reaches it: inside the template while that is small, else in a ConfigMap. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Bundle } from "@argosy/sdk/ir";
import type { KubernetesObject } from "../backend.ts";
import { BUNDLE_FILE_VARIABLE, BUNDLE_VARIABLE } from "./bootstrap.ts";
import type { EnvironmentVariable, Strings, Volume, VolumeMount } from "./objects.ts";

const KIB = 1024;
/** Base64 of one bundle, and of all that are inline: every node of a run carries its template's text. */
const INLINE_EACH = 8 * KIB;
const INLINE_ALL = 64 * KIB;
/** A ConfigMap may have 1 MiB with everything in it. */
export const CONFIG_MAP_LIMIT: number = 900 * KIB;
const FOLDER = "/argosy/code";

/** What a container needs to have its code. */
export interface CodeAccess {
  readonly env: EnvironmentVariable;
  readonly mount?: VolumeMount;
}

export interface PlacedCode {
  readonly configMaps: readonly KubernetesObject[];
  readonly volumes: readonly Volume[];
  /** By the bundle's `step`. */
  readonly access: ReadonlyMap<string, CodeAccess>;
}

export interface CodeOptions {
  /** The pipeline's name: ConfigMaps are called after it. */
  readonly pipeline: string;
  readonly namespace: string | undefined;
  readonly labels: Strings;
  /** The file of a bundle in its ConfigMap, without a suffix. */
  readonly nameOf: (step: Bundle["step"]) => string;
  /** Code of a template of its own may be in it. */
  readonly mayInline: boolean;
}

interface Packed {
  readonly step: Bundle["step"];
  readonly bytes: Buffer;
}

export function placeCode(bundles: readonly Bundle[], options: CodeOptions): PlacedCode {
  const packed = bundles.map(({ step, code }): Packed => ({ step, bytes: compress(code) }));
  const inline = options.mayInline ? chooseInline(packed) : new Set<Packed>();
  const maps = fillMaps(packed.filter((one) => !inline.has(one))).map((content) => configMap(content, options));
  return {
    configMaps: maps.map(({ object }) => object),
    volumes: maps.map(({ volume }) => volume),
    access: new Map([
      ...[...inline].map((one) => [one.step, inlineAccess(one)] as const),
      ...maps.flatMap(({ access }) => access),
    ]),
  };
}

/** The bytes that gzip gives do not say where they were made. */
export function compress(code: string): Buffer {
  const bytes = gzipSync(code, { level: 9 });
  bytes[9] = 255;
  return bytes;
}

/** The smallest first, so that as many as possible need no ConfigMap. */
function chooseInline(packed: readonly Packed[]): ReadonlySet<Packed> {
  const inline = new Set<Packed>();
  let total = 0;
  for (const one of [...packed].sort((a, b) => a.bytes.length - b.bytes.length || compareText(a.step, b.step))) {
    const size = base64Length(one.bytes);
    if (size > INLINE_EACH || total + size > INLINE_ALL) break;
    total += size;
    inline.add(one);
  }
  return inline;
}

function base64Length(bytes: Buffer): number {
  return Math.ceil(bytes.length / 3) * 4;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In the program's order, a new map whenever the next bundle does not fit. */
function fillMaps(packed: readonly Packed[]): readonly (readonly Packed[])[] {
  const maps: Packed[][] = [];
  let room = 0;
  for (const one of packed) {
    if (maps.length === 0 || one.bytes.length > room) {
      maps.push([]);
      room = CONFIG_MAP_LIMIT;
    }
    maps.at(-1)?.push(one);
    room -= one.bytes.length;
  }
  return maps;
}

function inlineAccess({ bytes }: Packed): CodeAccess {
  return { env: { name: BUNDLE_VARIABLE, value: bytes.toString("base64") } };
}

interface PlacedMap {
  readonly object: KubernetesObject;
  readonly volume: Volume;
  readonly access: readonly (readonly [string, CodeAccess])[];
}

function configMap(content: readonly Packed[], { pipeline, namespace, labels, nameOf }: CodeOptions): PlacedMap {
  const files = content.map(({ step, bytes }) => ({ step, bytes, file: `${nameOf(step)}.mjs.gz` }));
  const hash = createHash("sha256");
  for (const { file, bytes } of files) hash.update(file).update("\0").update(bytes);
  const digest = hash.digest("hex").slice(0, 10);
  const volume = `code-${digest}`;
  const name = `${pipeline}-${volume}`;
  return {
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels },
      // Other content has another name, so running workflows keep the code they were started with.
      immutable: true,
      binaryData: Object.fromEntries(files.map(({ file, bytes }) => [file, bytes.toString("base64")])),
    },
    volume: { name: volume, configMap: { name } },
    access: files.map(({ step, file }) => [
      step,
      {
        env: { name: BUNDLE_FILE_VARIABLE, value: `${FOLDER}/${file}` },
        mount: { name: volume, mountPath: FOLDER, readOnly: true },
      },
    ]),
  };
}
