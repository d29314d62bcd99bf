import { gunzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../backend.ts";
import { CONFIG_MAP_LIMIT, placeCode } from "./code.ts";
import { bundle } from "./programs.fixture.ts";

const OPTIONS = {
  pipeline: "p",
  namespace: undefined,
  labels: { a: "b" },
  nameOf: (step: string) => step,
  mayInline: true,
} as const;

/** Text that does not get smaller than about `bytes` when compressed. */
function noise(seed: string, bytes: number): string {
  const parts: string[] = [];
  for (let index = 0; index * 32 < bytes; index++)
    parts.push(createHash("sha256").update(`${seed}${index}`).digest("base64"));
  return parts.join("");
}

function sizes(object: KubernetesObject): readonly number[] {
  return Object.values(object.binaryData ?? {}).map((text) => Buffer.from(text, "base64").length);
}

describe("placeCode", () => {
  it("puts small code into the template", () => {
    const { configMaps, volumes, access } = placeCode([bundle("a", "const a = 1;")], OPTIONS);
    expect({ configMaps, volumes }).toEqual({ configMaps: [], volumes: [] });
    const { env, mount } = access.get("a") ?? {};
    expect(mount).toBeUndefined();
    expect(env?.name).toBe("ARGOSY_BUNDLE");
    expect(gunzipSync(Buffer.from(env?.value ?? "", "base64")).toString()).toBe("const a = 1;");
  });

  it("puts large code into a ConfigMap that is named by its content", () => {
    const code = noise("x", 10_000);
    const { configMaps, volumes, access } = placeCode([bundle("a", code), bundle("b", "b")], OPTIONS);
    expect(configMaps).toHaveLength(1);
    const [map] = configMaps;
    expect(map?.metadata.name).toMatch(/^p-code-[0-9a-f]{10}$/);
    expect(map?.immutable).toBe(true);
    expect(gunzipSync(Buffer.from(map?.binaryData?.["a.mjs.gz"] ?? "", "base64")).toString()).toBe(code);
    expect(volumes).toEqual([{ name: access.get("a")?.mount?.name, configMap: { name: map?.metadata.name } }]);
    expect(access.get("a")?.env).toEqual({ name: "ARGOSY_BUNDLE_FILE", value: "/argosy/code/a.mjs.gz" });
    expect(access.get("b")?.env.name).toBe("ARGOSY_BUNDLE");
    const other = placeCode([bundle("a", `${code}!`)], OPTIONS).configMaps[0];
    expect(other?.metadata.name).not.toBe(map?.metadata.name);
    expect(placeCode([bundle("a", code)], OPTIONS).configMaps[0]?.metadata.name).toBe(map?.metadata.name);
  });

  it("puts all code into ConfigMaps when templates are shared", () => {
    const { configMaps, access } = placeCode([bundle("a", "const a = 1;")], { ...OPTIONS, mayInline: false });
    expect(configMaps).toHaveLength(1);
    expect(access.get("a")?.env.name).toBe("ARGOSY_BUNDLE_FILE");
  });

  it("keeps what is inline within one budget, the smallest first", () => {
    const bundles = Array.from({ length: 20 }, (_, index) =>
      bundle(`s${index}`, noise(`${index}`, 4_000 + index * 50)),
    );
    const { configMaps, access } = placeCode([...bundles].reverse(), OPTIONS);
    const inline = [...access].filter(([, { mount }]) => mount === undefined);
    const total = inline.reduce((sum, [, { env }]) => sum + (env.value ?? "").length, 0);
    expect(total).toBeLessThanOrEqual(64 * 1024);
    expect(inline.map(([step]) => step).sort()).toEqual(
      bundles
        .slice(0, inline.length)
        .map(({ step }) => step)
        .sort(),
    );
    expect(inline.length).toBeGreaterThan(8);
    expect(access.size).toBe(20);
    expect(configMaps).toHaveLength(1);
  });

  it("fills as many ConfigMaps as it takes", () => {
    const bundles = Array.from({ length: 5 }, (_, index) => bundle(`s${index}`, noise(`${index}`, 400_000)));
    const { configMaps, access } = placeCode(bundles, OPTIONS);
    expect(configMaps.map((map) => Object.keys(map.binaryData ?? {}).length)).toEqual([2, 2, 1]);
    for (const map of configMaps) expect(sizes(map).reduce((a, b) => a + b)).toBeLessThanOrEqual(CONFIG_MAP_LIMIT);
    expect(new Set([...access.values()].map(({ mount }) => mount?.name)).size).toBe(3);
  });
});
