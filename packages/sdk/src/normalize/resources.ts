/** CPU, memory, disk, GPUs and other resources. */
import { didYouMean } from "../did-you-mean.ts";
import type { GpuCatalogue } from "../gpu-catalogue.ts";
import type { GpuIr, ResourceIr } from "../ir/types.ts";
import { checkQualifiedName } from "../names.ts";
import { compareQuantities, formatQuantity, parseQuantity, type Quantity, readQuantity } from "../quantity.ts";
import { fieldsOf, integer, isObject, type Reader, text } from "./readers.ts";
import { type At, inside, quote, refuse, refuseAs, warn } from "./report.ts";

const MILLI = 1_000_000n;
const WHOLE = 1_000_000_000n;
const SMALLEST_MEMORY = parseQuantity("4Mi");
/** Node.js under Argo's executor peaks near 60 MiB before the step does anything. */
const COMFORTABLE_MEMORY = parseQuantity("64Mi");
const MANY_CORES = parseQuantity("256");

const cores: Reader<Quantity> = (value, at) => {
  if (typeof value === "number" && !Number.isFinite(value)) return refuse(at, `${value} is not a number of cores`);
  if (typeof value !== "number" && typeof value !== "string")
    return refuse(at, `${quote(value)} is not a number of cores`, 'write 2, 0.5 or "500m"');
  const quantity = readQuantity(String(value));
  if ("message" in quantity) return refuseAs(at, { ...quantity, hint: 'write cores as in 2, 0.5 or "500m"' });
  if (quantity.nano <= 0n)
    return refuse(at, `${quote(value)} is not more than nothing`, 'write cores as in 2, 0.5 or "500m"');
  if (quantity.binary) return refuse(at, `${quote(value)} is a unit of memory`, 'write cores as in 2, 0.5 or "500m"');
  if (quantity.nano % MILLI !== 0n)
    return refuse(at, `${quote(value)} is finer than a thousandth of a core`, `write "${quantity.nano / MILLI + 1n}m"`);
  if (compareQuantities(quantity, MANY_CORES) > 0)
    warn(
      at,
      `${quote(value)} is more cores than most machines have`,
      `"${formatQuantity(quantity)}m" is that many thousandths of a core`,
    );
  return quantity;
};

const bytes: Reader<Quantity> = (value, at) => {
  if (typeof value === "number")
    return refuse(
      at,
      `${value} has no unit`,
      value >= 1 ? `write "${Math.ceil(value)}Mi" or "${Math.ceil(value)}Gi"` : 'write it as in "512Mi" or "16Gi"',
    );
  const written = text(value, at);
  if (written === undefined) return undefined;
  const quantity = readQuantity(written);
  if ("message" in quantity) return refuseAs(at, quantity);
  if (quantity.nano <= 0n)
    return refuse(at, `"${written}" is not more than nothing`, 'write it as in "512Mi" or "16Gi"');
  if (/[num]$/.test(written))
    return refuse(
      at,
      `"${written}" counts in parts of a byte`,
      `write "${written.slice(0, -1)}Mi" or "${written.slice(0, -1)}M"`,
    );
  if (quantity.nano % WHOLE !== 0n)
    return refuse(
      at,
      `"${written}" is not a whole number of bytes`,
      `write "${formatQuantity({ nano: roundUpToKi(quantity.nano), binary: true })}"`,
    );
  return quantity;
};

const memoryBytes: Reader<Quantity> = (value, at) => {
  const quantity = bytes(value, at);
  if (quantity === undefined) return undefined;
  if (compareQuantities(quantity, SMALLEST_MEMORY) < 0) {
    const digits = /^\d+$/.test(value as string) ? `; did you mean "${value as string}Mi"?` : "";
    return refuse(at, `${quote(value)} is too little for any process`, `write at least "4Mi"${digits}`);
  }
  return quantity;
};

/** A CPU, memory or disk: a bare value or `{ request, limit }`. */
function requestLimit(quantity: Reader<Quantity>, bareSetsLimit: boolean): Reader<ResourceIr> {
  const pair = fieldsOf({ request: quantity, limit: quantity }, "a field", ["request"]);
  return (value, at) => {
    if (!isObject(value)) {
      const bare = quantity(value, at);
      return bare === undefined
        ? undefined
        : { request: formatQuantity(bare), ...(bareSetsLimit ? { limit: formatQuantity(bare) } : {}) };
    }
    const { request, limit } = pair(value, at) ?? {};
    if (request === undefined) return undefined;
    if (limit !== undefined && compareQuantities(request, limit) > 0) {
      return refuse(
        at,
        `the request ${formatQuantity(request)} is more than the limit ${formatQuantity(limit)}`,
        "raise the limit or lower the request",
      );
    }
    return { request: formatQuantity(request), ...(limit === undefined ? {} : { limit: formatQuantity(limit) }) };
  };
}

export const cpu: Reader<ResourceIr> = requestLimit(cores, false);
export const disk: Reader<ResourceIr> = requestLimit(bytes, false);
export const memory: Reader<ResourceIr> = (value, at) => {
  const read = requestLimit(memoryBytes, true)(value, at);
  if (read !== undefined && compareQuantities(parseQuantity(read.request), COMFORTABLE_MEMORY) < 0) {
    warn(at, `${read.request} is little for a step: Node.js alone takes about 60Mi`, 'write at least "64Mi"');
  }
  return read;
};
/** A whole number of bytes, in canonical notation. */
export const byteSize: Reader<string> = (value, at) => {
  const read = bytes(value, at);
  return read === undefined ? undefined : formatQuantity(read);
};

/** GPUs by the catalogue; `"unchecked"` where no configuration says which names exist. */
export function gpu(catalogue: GpuCatalogue | "unchecked"): Reader<GpuIr> {
  const fields = fieldsOf({ gpu: text, count: integer(0, 1024) }, "a field of a GPU", ["gpu", "count"]);
  return (value, at) => {
    if (!isObject(value))
      return refuse(
        at,
        `${quote(value)} is not a GPU`,
        typeof value === "string" ? `write gpu("${value}")` : 'write it as in gpu("nvidia-l4", 2)',
      );
    const { gpu: name, count } = fields(value, at) ?? {};
    if (name === undefined || count === undefined || count === 0) return undefined;
    if (catalogue === "unchecked")
      return { name, count, resource: "nvidia.com/gpu", nodeSelector: {}, tolerations: [] };
    const model = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
    if (model === undefined)
      return refuse(
        at,
        `there is no GPU "${name}" in the catalogue`,
        didYouMean(name, Object.keys(catalogue)) ?? `known are ${Object.keys(catalogue).join(", ")}`,
      );
    return { name, count, ...model };
  };
}

/** Extended resources and huge pages: whole amounts, request and limit the same. */
export const extendedResources: Reader<{ readonly [name: string]: string }> = (value, at) => {
  if (!isObject(value)) return refuse(at, `${quote(value)} is not an object`, 'write it as in { "rdma/hca": 1 }');
  const entries = Object.entries(value).flatMap(([name, amount]) => {
    const read = amount === undefined ? undefined : extendedResource(name, amount, inside(at, name));
    return read === undefined ? [] : [[name, read] as const];
  });
  return Object.fromEntries(entries);
};

function extendedResource(name: string, amount: unknown, at: At): string | undefined {
  const own = OWN_OPTIONS[name];
  if (own !== undefined) return refuse(at, `"${name}" has an option of its own`, `write the option ${own}`);
  if (name.startsWith("hugepages-")) return hugePages(name, amount, at);
  if (!name.includes("/"))
    return refuse(at, `"${name}" is not an extended resource`, 'write its domain, as in "rdma/hca"');
  if (name.startsWith("requests."))
    return refuse(at, `"${name}" is the name of a quota`, `write "${name.slice("requests.".length)}"`);
  const refusal = checkQualifiedName(name);
  if (refusal !== undefined) return refuseAs(at, refusal);
  const quantity = typeof amount === "number" || typeof amount === "string" ? readQuantity(String(amount)) : undefined;
  if (quantity === undefined) return refuse(at, `${quote(amount)} is not an amount`, "write a whole number");
  if ("message" in quantity) return refuseAs(at, quantity);
  if (quantity.nano <= 0n || quantity.nano % WHOLE !== 0n)
    return refuse(at, `${quote(amount)} is not a whole amount of "${name}"`, "write a whole number, at least 1");
  return formatQuantity(quantity);
}

const OWN_OPTIONS: { readonly [name: string]: string } = { cpu: "cpu", memory: "memory", "ephemeral-storage": "disk" };

function hugePages(name: string, amount: unknown, at: At): string | undefined {
  const size = readQuantity(name.slice("hugepages-".length));
  if ("message" in size || size.nano <= 0n)
    return refuse(at, `"${name}" does not name a page size`, 'write it as in "hugepages-2Mi"');
  const quantity = bytes(amount, at);
  if (quantity === undefined) return undefined;
  return quantity.nano % size.nano === 0n
    ? formatQuantity(quantity)
    : refuse(at, `${quote(amount)} is not a multiple of the page size ${formatQuantity(size)}`);
}

function roundUpToKi(nano: bigint): bigint {
  const unit = 1024n * WHOLE;
  return ((nano + unit - 1n) / unit) * unit;
}
