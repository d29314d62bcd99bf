import { describe, expect, test } from "vitest";
import { checkCron, checkTimeZone } from "./cron.ts";

describe("a schedule", () => {
  test.each([
    "0 2 * * *", "*/15 * * * *", "0 0 1 1 *", "5,35 8-18 * * mon-fri", "0 0 ? * SUN", "10/20 * * * *", "0 0 29 feb *",
    "0  2 * * *", "@daily", "@every 6h", "@every 1h30m", "0 0 31 * 1",
  ])("%s is one", (text) => {
    expect(checkCron(text)).toBeUndefined();
  }); // prettier-ignore

  test.each([
    ["60 * * * *", '"60" is not a minute', "write 0 to 59, *, a range 0-59, a list or a step */2"],
    ["* 24 * * *", '"24" is not an hour', "write 0 to 23, *, a range 0-23, a list or a step */2"],
    ["0 0 0 * *", '"0" is not a day of the month', "write 1 to 31, *, a range 1-31, a list or a step */2"],
    ["0 0 * foo *", '"foo" is not a month', "write 1 to 12, *, a range 1-12, a list or a step */2"],
    ["0 0 * * 7", '"7" is not a day of the week', "write 0 for Sunday"],
    ["0 0 * * 5-1", 'the range "5-1" runs backwards', "write two ranges, as in 5-6,0-1"],
    ["*/0 * * * *", '"*/0" steps by nothing', "write a step of at least 1"],
    ["* * * *", '"* * * *" has 4 fields, and a schedule has five', 'write minute, hour, day, month and weekday, as in "0 2 * * *"'],
    ["", '"" has 0 fields, and a schedule has five', 'write minute, hour, day, month and weekday, as in "0 2 * * *"'],
    ["0 0 2 * * *", '"0 0 2 * * *" has 6 fields, and a schedule has five', "leave the seconds out: a schedule starts with the minute"],
    ["0 0 30 2 *", '"0 0 30 2 *" names a date that no year has', "choose a day that the month has"],
    ["0 0 31 4,6 *", '"0 0 31 4,6 *" names a date that no year has', "choose a day that the month has"],
    ["@fortnightly", '"@fortnightly" is not a schedule', "write one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, or @every 6h"],
    ["@every 3600", '"3600" has no unit in "@every 3600"', 'write "3600s" for seconds'],
    ["@every 2d", '"@every 2d" counts in days, which a schedule cannot', 'write "@every 48h"'],
    ["1,,2 * * * *", '"" is not a minute', "write 0 to 59, *, a range 0-59, a list or a step */2"],
    ["0 0 L * *", '"L" is not a day of the month', "write 1 to 31, *, a range 1-31, a list or a step */2"],
  ])("%j is none: %s; %s", (text, message, hint) => {
    expect(checkCron(text)).toEqual({ message, hint });
  }); // prettier-ignore
});

describe("a time zone", () => {
  test.each(["UTC", "Europe/Berlin", "Asia/Calcutta", "Asia/Kolkata", "US/Pacific", "Etc/GMT+3"])(
    "%s is one",
    (name) => {
      expect(checkTimeZone(name)).toBeUndefined();
    },
  );

  test.each([
    ["europe/berlin", 'write "Europe/Berlin"'],
    ["Europe/Berln", 'did you mean "Europe/Berlin"?'],
    ["+02:00", 'write a name such as "Europe/Berlin" or "UTC"'],
    ["Mars/Olympus", 'write a name such as "Europe/Berlin" or "UTC"'],
    ["", 'write a name such as "Europe/Berlin" or "UTC"'],
  ])("%j is none: %s", (name, hint) => {
    expect(checkTimeZone(name)).toEqual({ message: `"${name}" is not a time zone`, hint });
  });
});
