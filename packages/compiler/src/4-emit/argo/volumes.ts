/** Volumes that a step asks for: shared memory and mounts. */
import type { Mount } from "@argosy/sdk";
import type { StepOptionsIr } from "@argosy/sdk/ir";
import type { Volume, VolumeMount } from "./objects.ts";

export interface Volumes {
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
}

export function volumesOf({ shm, mounts }: StepOptionsIr): Volumes {
  const parts = [
    ...(shm === undefined ? [] : [sharedMemory(shm)]),
    ...Object.entries((mounts ?? {}) as unknown as { readonly [path: string]: Mount }).map(([path, mount], index) =>
      mountAt(path, mount, `mount-${index + 1}`),
    ),
  ];
  return { volumes: parts.map(({ volume }) => volume), mounts: parts.map(({ mount }) => mount) };
}

interface Part {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

function sharedMemory(sizeLimit: string): Part {
  return {
    volume: { name: "shm", emptyDir: { medium: "Memory", sizeLimit } },
    mount: { name: "shm", mountPath: "/dev/shm" },
  };
}

function mountAt(mountPath: string, mount: Mount, name: string): Part {
  const place = { name, mountPath };
  const readOnly = "readOnly" in mount && mount.readOnly ? { readOnly: true } : {};
  if ("volume" in mount) {
    const { volume, subPath } = mount;
    return {
      volume: { name, persistentVolumeClaim: { claimName: volume } },
      mount: { ...place, ...(subPath === undefined ? {} : { subPath }), ...readOnly },
    };
  }
  if ("secret" in mount) {
    return {
      volume: { name, secret: { secretName: mount.secret, ...optional(mount) } },
      mount: { ...place, readOnly: true },
    };
  }
  if ("configMap" in mount) {
    return {
      volume: { name, configMap: { name: mount.configMap, ...optional(mount) } },
      mount: { ...place, readOnly: true },
    };
  }
  if ("emptyDir" in mount) {
    const { emptyDir, medium } = mount;
    const size = emptyDir === true ? {} : { sizeLimit: emptyDir };
    return { volume: { name, emptyDir: { ...(medium === undefined ? {} : { medium }), ...size } }, mount: place };
  }
  return { volume: { name, hostPath: { path: mount.hostPath } }, mount: { ...place, ...readOnly } };
}

function optional({ optional }: { readonly optional?: boolean }): { readonly optional?: true } {
  return optional === true ? { optional } : {};
}
