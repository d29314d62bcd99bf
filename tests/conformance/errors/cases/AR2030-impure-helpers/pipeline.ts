// helpers.ts
import { readFileSync } from "node:fs";
import * as os from "node:os";

export const settings = { name: "x", host: () => os.hostname() };
export const started = Date.now();
export const read = (): string => readFileSync("settings.json", "utf8");
export async function load(): Promise<string> {
  return (await fetch("https://example.org")).text();
}
export const deep = (n: number): number => (n > 0 ? deeper(n) : 0);
function deeper(n: number): number {
  return deep(n - 1) + Number(process.env["N"]);
}
export class Dice {
  roll(): number {
    return Math.random();
  }
  static sides(): number {
    return 6;
  }
}
export const pure = (n: number): number => n * 2;
export const parse = (text: string): Date => new Date(text);
// pipeline.ts
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { pipeline, step } from "@argosy/sdk";
import * as helpers from "./helpers.ts";
import { deep, Dice, pure, settings } from "./helpers.ts";

const jitter = (n: number): number => n + Math.random();
const mulberry = (seed: number) => () => (seed = (seed * 16807) % 2147483647);
export const use = step({ cpu: 1, memory: "1Gi" }, async ({ values }: { values: unknown[] }): Promise<number> => {
  return values.length + jitter(1);
});

export const main = pipeline({ name: "main" }, async ({ xs }: { xs: number[] }) => {
  const direct = xs.map(jitter);
  const inCallback = xs.map((x) => deep(x));
  const byNamespace = helpers.read();
  const atStart = helpers.started + 1;
  const method = new Dice().roll();
  const inTable = settings.host();
  const id = randomUUID();
  const text = readFileSync("x", "utf8");
  const fine = [Dice.sides(), pure(2), settings.name.length, helpers.parse("2020-01-01").getTime(), mulberry(1)()];
  return use({ values: [direct, inCallback, byNamespace, atStart, method, inTable, id, text, ...fine] });
});
