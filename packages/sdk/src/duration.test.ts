import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration, readDuration } from "./duration.ts";

test.each([
  ["90s", 90],
  ["2h", 7200],
  ["1h30m", 5400],
  ["1.5h", 5400],
  ["7d", 604_800],
  ["1d2h3m4s", 93_784],
  ["0.1h", 360],
  ["100d", 8_640_000],
])("%s is %d seconds", (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});

test.each([
  ["3600", '"3600" has no unit', 'write "3600s" for seconds'],
  ["2 hours", '"2 hours" is not a duration', 'write "2h"'],
  ["5min", '"5min" is not a duration', 'write "5m"'],
  ["1w", '"1w" is not a duration', 'write "7d"'],
  ["500ms", '"500ms" is not a duration', 'seconds are the finest, as in "90s"'],
  ["30m1h", '"30m1h" is not a duration', 'write a number with s, m, h or d, the largest first, as in "90s" or "1h30m"'],
  ["1.5s", '"1.5s" is not a whole number of seconds', 'write "2s"'],
  ["0s", '"0s" is no time at all', 'write at least "1s", or leave it out'],
  ["-1h", '"-1h" is not a duration', 'write a number with s, m, h or d, the largest first, as in "90s" or "1h30m"'],
  ["", '"" is not a duration', 'write a number with s, m, h or d, the largest first, as in "90s" or "1h30m"'],
  ["999999d", '"999999d" is longer than Kubernetes can count', "leave it out for no bound"],
])("%j is refused: %s; %s", (text, message, hint) => {
  expect(readDuration(text)).toEqual({ message, hint });
});

test("parsing throws both", () => {
  expect(() => parseDuration("3600")).toThrow(new RangeError('"3600" has no unit; write "3600s" for seconds'));
});

test("parts add up", () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99), (d, h, m, s) => {
      fc.pre(d + h + m + s > 0);
      expect(parseDuration(`${d}d${h}h${m}m${s}s`)).toBe(((d * 24 + h) * 60 + m) * 60 + s);
    }),
  );
});
