import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeOfDay, dateOfDay, instantOfWall, localDate, localDay, openings } from './calendar.ts';
import {
  CalendarExhausted,
  beyondKnown,
  calendarProblems,
  deadline,
  elapsedOn,
  formatLimit,
  isLate,
  lamp,
  limitCode,
  parseLimit,
  remaining,
  warnAt,
  workingMinutesBetween,
} from './worktime.ts';
import type { Calendar, Limit, Pause, Slot } from './worktime.ts';

const slot = (from: string, to: string): Slot => ({ from: minuteOfDay(from), to: minuteOfDay(to) });
const minuteOfDay = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const OFFICE = [slot('08:00', '12:00'), slot('14:00', '18:00')];
const ALL_DAY = [slot('00:00', '24:00')];
const everyDay = (slots: Slot[]): Slot[][] => Array.from({ length: 7 }, () => slots);

/** Spring Festival 2026: closed 15–23 February, worked on Saturday the 14th and Saturday the 28th. */
const office: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  days: {
    '2026-01-01': [],
    '2026-01-02': [],
    '2026-02-14': OFFICE,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`2026-02-${15 + i}`, []])),
    '2026-02-28': OFFICE,
  },
  knownUntil: '2026-12-31',
};
const roundTheClock: Calendar = { ...office, week: everyDay(ALL_DAY), days: {} };

/** A time on the wall in Shanghai, today at UTC+8. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`);
const wall = (date: Date | null, timeZone = 'Asia/Shanghai') =>
  date && date.toLocaleString('sv-SE', { timeZone }).slice(0, 16);
const due = (start: string, code: string, pauses: Pause[] = [], calendar = office) =>
  wall(deadline(at(start), parseLimit(code)!, calendar, pauses));
const pause = (from: string, to: string | null): Pause => ({ from: at(from), to: to === null ? null : at(to) });

describe('five clocks', () => {
  test('紧急工作时 runs through nights, weekends and holidays', () => {
    expect(due('2026-02-13 23:30', '2uh')).toBe('2026-02-14 01:30');
    expect(due('2026-02-16 23:30', '2.5uh')).toBe('2026-02-17 02:00');
    expect(due('2026-02-13 17:00', '1ud')).toBe('2026-02-14 17:00');
  });

  test('工作时 runs only inside slots: lunch, the night and the weekend do not count', () => {
    expect(due('2026-03-04 09:00', '4h')).toBe('2026-03-04 15:00');
    expect(due('2026-03-04 17:00', '2h')).toBe('2026-03-05 09:00');
    expect(due('2026-03-06 17:00', '2h')).toBe('2026-03-09 09:00');
  });

  test('a start outside slots begins at the next slot', () => {
    for (const start of ['2026-03-04 12:00', '2026-03-04 13:10', '2026-03-04 14:00']) {
      expect(due(start, '1h')).toBe('2026-03-04 15:00');
    }
    expect(due('2026-03-06 20:00', '1h')).toBe('2026-03-09 09:00');
  });

  test('an allowance that ends with a slot ends there, not at the next opening', () => {
    expect(due('2026-03-04 08:00', '4h')).toBe('2026-03-04 12:00');
    expect(due('2026-03-06 14:00', '4h')).toBe('2026-03-06 18:00');
  });

  test('工作日, both readings', () => {
    expect(due('2026-03-04 15:00', '1d')).toBe('2026-03-05 15:00');
    expect(due('2026-03-04 15:00', '1de')).toBe('2026-03-05 18:00');
    expect(due('2026-03-04 15:00', '5d')).toBe('2026-03-11 15:00');
    expect(due('2026-03-04 15:00', '5de')).toBe('2026-03-11 18:00');
  });

  test('to the close of day, the start day is not counted, working day or not', () => {
    expect(due('2026-03-06 08:00', '1de')).toBe('2026-03-09 18:00');
    expect(due('2026-03-06 20:00', '1de')).toBe('2026-03-09 18:00');
    expect(due('2026-03-08 10:00', '1de')).toBe('2026-03-09 18:00');
    expect(due('2026-03-09 07:00', '1de')).toBe('2026-03-10 18:00');
  });

  test('a nominal working day is eight hours, or what the district says', () => {
    const short = { ...office, week: everyDay([slot('09:00', '16:00')]) };
    expect(due('2026-03-04 09:00', '1d', [], short)).toBe('2026-03-05 10:00');
    expect(due('2026-03-04 09:00', '1d', [], { ...short, dayMinutes: 420 })).toBe('2026-03-04 16:00');
  });

  test('自然日: the same time on the wall, whatever the day', () => {
    expect(due('2026-02-13 17:20', '3nd')).toBe('2026-02-16 17:20');
    expect(due('2028-02-28 09:00', '1nd')).toBe('2028-02-29 09:00');
  });

  test('an instant is itself, paused or not, even before the start', () => {
    const friday: Limit = { kind: 'instant', at: '2026-03-06T12:00:00+08:00' };
    expect(wall(deadline(at('2026-03-04 09:00'), friday, office, []))).toBe('2026-03-06 12:00');
    expect(wall(deadline(at('2026-03-04 09:00'), friday, office, [pause('2026-03-05 09:00', null)]))).toBe(
      '2026-03-06 12:00',
    );
    expect(wall(warnAt(at('2026-03-01 12:00'), friday, office, []))).toBe('2026-03-05 12:00');
    expect(wall(warnAt(at('2026-03-06 12:00'), friday, office, []))).toBe('2026-03-06 12:00');
    expect(wall(warnAt(at('2026-03-07 12:00'), friday, office, []))).toBe('2026-03-06 12:00');
  });

  test('holidays are skipped, make-up days (调休) are worked, year ends are nothing special', () => {
    expect(due('2026-02-13 17:00', '2h')).toBe('2026-02-14 09:00');
    expect(due('2026-02-14 17:00', '2h')).toBe('2026-02-24 09:00');
    expect(due('2026-02-13 10:00', '2de')).toBe('2026-02-24 18:00');
    expect(due('2026-02-27 10:00', '1de')).toBe('2026-02-28 18:00');
    expect(due('2025-12-31 17:00', '2h')).toBe('2026-01-05 09:00');
    expect(due('2026-12-31 17:00', '2h')).toBe('2027-01-01 09:00'); // not announced yet: see beyondKnown
  });

  test('a limit that is none is refused', () => {
    for (const n of [0, -1, NaN, Infinity]) {
      expect(() => deadline(at('2026-03-04 09:00'), { kind: 'hours', n }, office, [])).toThrow(RangeError);
    }
    expect(() => deadline(at('2026-03-04 09:00'), { kind: 'working_days', n: 1.5 }, office, [])).toThrow(RangeError);
    expect(() => deadline(new Date(NaN), { kind: 'hours', n: 1 }, office, [])).toThrow(RangeError);
    const homeless: Limit = { kind: 'instant', at: '2026-03-06T12:00:00' }; // whose noon?
    expect(() => deadline(at('2026-03-04 09:00'), homeless, office, [])).toThrow(RangeError);
  });
});

describe('pauses', () => {
  test('cost what the clock would have counted', () => {
    expect(due('2026-03-04 09:00', '8h')).toBe('2026-03-05 09:00');
    expect(due('2026-03-04 09:00', '8h', [pause('2026-03-04 10:00', '2026-03-04 11:00')])).toBe('2026-03-05 10:00');
    expect(due('2026-03-04 09:00', '8h', [pause('2026-03-04 12:00', '2026-03-04 14:00')])).toBe('2026-03-05 09:00');
    expect(due('2026-03-04 09:00', '3uh', [pause('2026-03-04 11:00', '2026-03-04 13:00')])).toBe('2026-03-04 14:00');
    expect(due('2026-03-04 09:00', '2nd', [pause('2026-03-04 11:00', '2026-03-05 11:00')])).toBe('2026-03-07 09:00');
  });

  test('that overlap count once, in whatever order they come', () => {
    const twice = [pause('2026-03-04 10:30', '2026-03-04 11:30'), pause('2026-03-04 10:00', '2026-03-04 11:00')];
    expect(due('2026-03-04 09:00', '2h', twice)).toBe('2026-03-04 14:30');
  });

  test('before the start, after the deadline, or empty do not matter', () => {
    const outside = [
      pause('2026-03-01 08:00', '2026-03-04 09:00'),
      pause('2026-03-04 11:00', null),
      pause('2026-03-04 10:00', '2026-03-04 10:00'),
      pause('2026-03-04 10:30', '2026-03-04 10:00'),
    ];
    expect(due('2026-03-04 09:00', '2h', outside)).toBe('2026-03-04 11:00');
    expect(due('2026-03-04 09:00', '1h', [pause('2026-03-04 08:00', '2026-03-04 09:30')])).toBe('2026-03-04 10:30');
  });

  test('a pause that begins when the allowance is used up does not move the deadline', () => {
    expect(due('2026-03-04 08:00', '4h', [pause('2026-03-04 12:00', '2026-03-05 10:00')])).toBe('2026-03-04 12:00');
  });

  test('that are open make the deadline unknowable, unless they began after it', () => {
    const open = [pause('2026-03-04 10:00', null)];
    for (const code of ['2uh', '2h', '1d', '1de', '1nd', '1ud']) {
      expect(due('2026-03-04 09:00', code, open), code).toBeNull();
    }
    expect(due('2026-03-04 09:00', '1h', open)).toBe('2026-03-04 10:00');
    expect(due('2026-03-06 09:00', '8h', [pause('2026-03-07 10:00', null)])).toBeNull(); // opened on a Saturday
    expect(wall(warnAt(at('2026-03-04 08:00'), parseLimit('2h')!, office, open))).toBe('2026-03-04 09:36');
    expect(warnAt(at('2026-03-04 09:00'), parseLimit('2h')!, office, open)).toBeNull();
  });

  test('push the close of day by whole days, because the unit has whole days', () => {
    const lost = (from: string, to: string | null) => due('2026-03-04 15:00', '1de', [pause(from, to)]);
    expect(lost('2026-03-05 09:00', '2026-03-05 11:00')).toBe('2026-03-06 18:00');
    expect(lost('2026-03-05 08:00', '2026-03-06 08:00')).toBe('2026-03-06 18:00');
    expect(lost('2026-03-05 08:00', '2026-03-06 09:00')).toBe('2026-03-09 18:00');
    expect(lost('2026-03-05 12:00', '2026-03-05 14:00')).toBe('2026-03-05 18:00');
    const two = [pause('2026-03-05 09:00', '2026-03-05 11:00'), pause('2026-03-06 09:00', '2026-03-06 11:00')];
    expect(due('2026-03-04 15:00', '1de', two)).toBe('2026-03-06 18:00');
    const overTheClose = [two[0]!, pause('2026-03-06 16:00', '2026-03-09 09:00')];
    expect(due('2026-03-04 15:00', '1de', overTheClose)).toBe('2026-03-09 18:00');
  });
});

describe('mistakes that others made', () => {
  test('a day of 24 hours has no closed minute at midnight (Zammad #3180)', () => {
    expect(workingMinutesBetween(at('2026-03-02 00:00'), at('2026-03-09 00:00'), roundTheClock)).toBe(7 * 1440);
    expect(due('2026-03-02 00:00', '168h', [], roundTheClock)).toBe('2026-03-09 00:00');
    // Who writes 23:59 means 23:59, and loses the minute knowingly.
    const oneShort = { ...roundTheClock, week: everyDay([slot('00:00', '23:59')]) };
    expect(workingMinutesBetween(at('2026-03-02 00:00'), at('2026-03-09 00:00'), oneShort)).toBe(7 * 1439);
  });

  test('nobody is warned or escalated at midnight: both moments lie in working time (Zammad #4432, GLPI #22678)', () => {
    expect(wall(warnAt(at('2026-03-04 17:00'), parseLimit('10h')!, office, []))).toBe('2026-03-05 17:00');
    for (let minutes = 5; minutes <= 2400; minutes += 5) {
      const limit: Limit = { kind: 'hours', n: minutes / 60 };
      for (const moment of [
        deadline(at('2026-03-05 16:30'), limit, office, []),
        warnAt(at('2026-03-05 16:30'), limit, office, []),
      ]) {
        const before = new Date(moment!.getTime() - 1);
        expect(workingMinutesBetween(before, moment!, office)).toBe(1 / 60_000);
      }
    }
  });

  test('waiting over closed hours costs only the working part (GLPI #14937)', () => {
    const weekend = [pause('2026-03-06 17:00', '2026-03-09 09:00')]; // 64 hours, of which two are worked
    expect(due('2026-03-06 09:00', '8h')).toBe('2026-03-09 09:00');
    expect(due('2026-03-06 09:00', '8h', weekend)).toBe('2026-03-09 11:00');
  });

  test('hold time is added to the deadline, not to the creation (Frappe #2449)', () => {
    const hold = [pause('2026-03-04 10:00', '2026-03-05 10:00')];
    expect(due('2026-03-04 09:00', '8h', hold)).toBe('2026-03-06 09:00');
    expect(due('2026-03-04 09:00', '2d', hold)).toBe('2026-03-09 09:00');
    expect(due('2026-03-04 09:00', '1ud', hold)).toBe('2026-03-06 09:00');
  });

  test('a week without Monday and Thursday is a week (osTicket #6739)', () => {
    const gaps = { ...office, week: [[], OFFICE, OFFICE, [], OFFICE, [], []] };
    expect(due('2026-03-04 17:00', '2h', [], gaps)).toBe('2026-03-06 09:00');
    expect(due('2026-03-06 17:00', '2h', [], gaps)).toBe('2026-03-10 09:00');
    expect(due('2026-03-06 10:00', '3de', [], gaps)).toBe('2026-03-13 18:00');
  });
});

describe('when a country moves its clocks', () => {
  const night = (timeZone: string): Calendar => ({
    ...roundTheClock,
    timeZone,
    week: everyDay([slot('00:00', '06:00'), slot('22:00', '24:00')]),
  });
  const nightShift = (timeZone: string, date: string) => {
    const evening = new Date(instantOfWall(Date.parse(`${date}T22:00Z`), timeZone));
    return deadline(evening, { kind: 'hours', n: 8 }, night(timeZone), [])!;
  };

  test('an hour that is skipped is not worked, one that comes twice is worked twice', () => {
    expect(wall(nightShift('Europe/Berlin', '2026-03-21'), 'Europe/Berlin')).toBe('2026-03-22 06:00');
    expect(wall(nightShift('Europe/Berlin', '2026-03-28'), 'Europe/Berlin')).toBe('2026-03-29 23:00');
    expect(wall(nightShift('Europe/Berlin', '2026-10-24'), 'Europe/Berlin')).toBe('2026-10-25 05:00');
    expect(wall(nightShift('America/New_York', '2026-03-07'), 'America/New_York')).toBe('2026-03-08 23:00');
    expect(wall(nightShift('America/New_York', '2026-10-31'), 'America/New_York')).toBe('2026-11-01 05:00');
    expect(wall(nightShift('Australia/Lord_Howe', '2026-10-03'), 'Australia/Lord_Howe')).toBe('2026-10-04 22:30');
    expect(wall(nightShift('Australia/Lord_Howe', '2026-04-04'), 'Australia/Lord_Howe')).toBe('2026-04-05 05:30');
    expect(wall(nightShift('Asia/Kathmandu', '2026-10-03'), 'Asia/Kathmandu')).toBe('2026-10-04 06:00');
  });

  test('Shanghai had summer time from 1986 to 1991', () => {
    expect(wall(nightShift('Asia/Shanghai', '1986-05-03'))).toBe('1986-05-04 23:00');
    expect(wall(nightShift('Asia/Shanghai', '1986-09-13'))).toBe('1986-09-14 05:00');
    expect(wall(nightShift('Asia/Shanghai', '1992-05-03'))).toBe('1992-05-04 06:00');
  });

  test('a calendar day keeps the time on the wall; a time that does not exist is read as before the change', () => {
    const berlin = { ...roundTheClock, timeZone: 'Europe/Berlin' };
    const after = (start: string, n: number) =>
      deadline(new Date(start), { kind: 'calendar_days', n }, berlin, [])!.toISOString();
    expect(after('2026-03-28T12:00:00+01:00', 1)).toBe('2026-03-29T10:00:00.000Z'); // 23 hours
    expect(after('2026-10-24T12:00:00+02:00', 1)).toBe('2026-10-25T11:00:00.000Z'); // 25 hours
    expect(after('2026-03-28T02:30:00+01:00', 1)).toBe('2026-03-29T01:30:00.000Z'); // 03:30 on the wall
    expect(after('2026-10-24T02:30:00+02:00', 1)).toBe('2026-10-25T00:30:00.000Z'); // the first 02:30
  });

  test('a day that was skipped altogether (Apia, 30 December 2011) has no working time', () => {
    const apia = { ...roundTheClock, timeZone: 'Pacific/Apia' };
    const skipped = Date.UTC(2011, 11, 30) / 86_400_000;
    expect(dateOfDay(skipped)).toBe('2011-12-30');
    expect(closeOfDay(skipped, apia)).toBeUndefined();
    const start = new Date('2011-12-29T12:00:00-10:00');
    expect(wall(deadline(start, parseLimit('1de')!, apia, []), apia.timeZone)).toBe('2012-01-01 00:00');
  });

  test('the local day of an instant', () => {
    expect(localDate(new Date('2026-02-13T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-02-14');
    expect(localDate(new Date('2026-02-13T18:14:59Z'), 'Asia/Kathmandu')).toBe('2026-02-13');
    expect(localDay(0, 'America/New_York')).toBe(-1);
  });
});

describe('the lamp', () => {
  const start = at('2026-03-04 08:00');
  const limit = parseLimit('10h')!;
  const warns = warnAt(start, limit, office, []);
  const dueAt = deadline(start, limit, office, []);
  const lampAt = (text: string) => lamp(at(text), warns, dueAt);

  test('is green below 80 %, yellow from there, red strictly after the deadline', () => {
    expect([wall(warns), wall(dueAt)]).toEqual(['2026-03-04 18:00', '2026-03-05 10:00']);
    expect(lampAt('2026-03-04 17:59')).toBe('green');
    expect(lampAt('2026-03-04 18:00')).toBe('yellow');
    expect(lampAt('2026-03-05 10:00')).toBe('yellow');
    expect(lamp(new Date(dueAt!.getTime() + 1), warns, dueAt)).toBe('red');
    expect(isLate(dueAt!, dueAt)).toBe(false);
    expect(isLate(new Date(dueAt!.getTime() + 1), dueAt)).toBe(true);
    expect(isLate(at('2030-01-01 00:00'), null)).toBe(false);
  });

  test('shows a pause, but a pause does not wash a red lamp', () => {
    const now = at('2026-03-06 09:00');
    expect(lamp(now, null, null, { pausedAt: at('2026-03-05 09:00') })).toBe('paused');
    expect(lamp(now, warns, dueAt, { pausedAt: at('2026-03-05 09:00') })).toBe('paused');
    expect(lamp(now, warns, dueAt, { pausedAt: at('2026-03-05 10:00') })).toBe('paused');
    expect(lamp(now, warns, dueAt, { pausedAt: at('2026-03-05 11:00') })).toBe('red');
    expect(lamp(now, warns, dueAt, { pausedAt: null })).toBe('red');
    expect(lamp(now, null, null)).toBe('paused');
  });

  test('counts down on the clock of the limit, and stands still in a pause', () => {
    const left = (now: string, pauses: Pause[] = [], code = '10h') =>
      remaining(at(now), start, parseLimit(code)!, office, pauses);
    expect(left('2026-03-03 10:00')).toBe(600);
    expect(left('2026-03-04 13:00')).toBe(360);
    expect(left('2026-03-05 10:00')).toBe(0);
    expect(left('2026-03-05 15:00')).toBe(-180);
    const open = [pause('2026-03-04 10:00', null)];
    expect(left('2026-03-04 09:00', open)).toBe(540);
    expect(left('2026-03-04 10:00', open)).toBe(480);
    expect(left('2026-03-09 10:00', open)).toBe(480);
    expect(left('2026-03-09 10:00', [pause('2026-03-04 10:00', '2026-03-09 09:00')])).toBe(420);
    expect(left('2026-03-09 10:00', open, '3uh')).toBe(60);
    expect(left('2026-03-05 14:00', [], '1de')).toBe(240);
    const noon: Limit = { kind: 'instant', at: '2026-03-07T12:00:00+08:00' };
    expect(remaining(at('2026-03-07 11:00'), start, noon, office, open)).toBe(60);
    expect(remaining(at('2026-03-07 12:30'), start, noon, office, open)).toBe(-30);
  });
});

describe('calendars', () => {
  test('without any working time end in a clear error, not in an endless loop', () => {
    const dead: Calendar = { ...office, week: everyDay([]), days: { '2026-03-05': OFFICE } };
    expect(due('2026-03-04 09:00', '8h', [], dead)).toBe('2026-03-05 18:00');
    for (const code of ['9h', '2d', '2de']) {
      expect(() => due('2026-03-04 09:00', code, [], dead), code).toThrow(CalendarExhausted);
    }
    try {
      due('2026-03-04 09:00', '9h', [], dead);
    } catch (error) {
      expect(error).toMatchObject({ code: 'calendar.exhausted', timeZone: 'Asia/Shanghai', after: '2026-03-05' });
    }
    expect(due('2026-03-04 09:00', '9uh', [], dead)).toBe('2026-03-04 18:00');
    expect(workingMinutesBetween(at('2026-01-01 00:00'), at('2046-01-01 00:00'), dead)).toBe(480);
  });

  test('wild numbers and dates end soon, too', () => {
    expect(() => due('2026-03-04 09:00', '9000000h')).toThrow(CalendarExhausted);
    expect(() => workingMinutesBetween(at('2026-01-01 00:00'), at('9999-01-01 00:00'), office)).toThrow(RangeError);
    const far: Limit = { kind: 'instant', at: '9999-12-31T00:00:00Z' };
    expect(remaining(at('2026-01-01 00:00'), at('2026-01-01 00:00'), far, office, [])).toBeGreaterThan(4e9);
  });

  test('say until when they are known', () => {
    expect(beyondKnown(at('2026-12-31 23:59'), office)).toBe(false);
    expect(beyondKnown(at('2027-01-01 00:00'), office)).toBe(true);
    expect(beyondKnown(null, office)).toBe(false);
  });

  test('have their problems named, with the place', () => {
    expect(calendarProblems(office)).toEqual([]);
    expect(calendarProblems(roundTheClock)).toEqual([]);
    const problems = calendarProblems({
      timeZone: 'Mars/Olympus',
      week: [
        [slot('08:00', '12:00'), slot('11:00', '18:00')],
        [slot('12:00', '12:00')],
        [{ from: -10, to: 1441 }],
        [slot('14:00', '18:00'), slot('08:00', '12:00')],
        [slot('08:00', '12:00'), slot('12:00', '18:00')],
        [],
      ],
      days: { '2026-02-29': [], '2026-2-1': OFFICE, '2026-03-01': [slot('18:00', '09:00')] },
      knownUntil: 'soon',
      dayMinutes: 0,
    });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'calendar.time_zone_unknown /timeZone',
      'calendar.week_not_seven /week',
      'calendar.slots_overlap /week/0/1',
      'calendar.slot_empty /week/1/0',
      'calendar.slot_not_minutes /week/2/0',
      'calendar.slots_overlap /week/3/1',
      'calendar.date_invalid /days/2026-02-29',
      'calendar.date_invalid /days/2026-2-1',
      'calendar.slot_empty /days/2026-03-01/0',
      'calendar.known_until_invalid /knownUntil',
      'calendar.day_minutes_invalid /dayMinutes',
    ]);
    expect(calendarProblems({ ...office, week: everyDay([]) })).toEqual([
      { code: 'calendar.week_closed', path: '/week' },
    ]);
  });

  test('edited in the middle of a case are simply counted anew', () => {
    const closedThursday = { ...office, days: { ...office.days, '2026-03-05': [] } };
    expect(due('2026-03-04 17:00', '2h')).toBe('2026-03-05 09:00');
    expect(due('2026-03-04 17:00', '2h', [], closedThursday)).toBe('2026-03-06 09:00');
  });
});

describe('one case over the year end, counted by hand', () => {
  /** 1 January is off; Saturday the 2nd is worked for it. */
  const newYear: Calendar = { ...office, days: { '2027-01-01': [], '2027-01-02': OFFICE }, knownUntil: '2027-12-31' };
  const saturdayOff: Calendar = { ...newYear, days: { '2027-01-01': [] } };
  const start = '2026-12-30 15:00';
  const waiting = [pause('2026-12-31 10:00', '2026-12-31 16:00')];

  test('调休 and the year end: 3 h on Wednesday, 8 on Thursday, none on the holiday, 5 on the Saturday that is worked', () => {
    expect(due(start, '16h', [], newYear)).toBe('2027-01-02 15:00');
  });
  test('a pause gives back the four working hours it cost, not the six it lasted', () => {
    expect(due(start, '16h', waiting, newYear)).toBe('2027-01-04 09:00');
  });
  test('a calendar edited in the middle of it: the Saturday is taken back', () => {
    expect(due(start, '16h', waiting, saturdayOff)).toBe('2027-01-05 09:00');
  });
  test.each(['America/New_York', 'Europe/Lisbon', 'Asia/Kathmandu', 'Pacific/Auckland'])(
    'in %s it is due at the same hour of its own wall',
    (timeZone) => {
      const local = { ...saturdayOff, timeZone };
      const there = (text: string) => new Date(instantOfWall(Date.parse(`${text.replace(' ', 'T')}:00Z`), timeZone));
      const paused = [{ from: there('2026-12-31 10:00'), to: there('2026-12-31 16:00') }];
      expect(wall(deadline(there(start), parseLimit('16h')!, local, paused), timeZone)).toBe('2027-01-05 09:00');
    },
  );
});

describe('limits in words', () => {
  test('are read and written', () => {
    const words: [string, string, string][] = [
      ['2uh', '2紧急工作时', '2 urgent hours'],
      ['4h', '4工作时', '4 working hours'],
      ['0.5h', '0.5工作时', '0.5 working hours'],
      ['5d', '5工作日', '5 working days'],
      ['1d', '1工作日', '1 working day'],
      ['5de', '5工作日(至日终)', '5 working days (to the close of day)'],
      ['3nd', '3自然日', '3 calendar days'],
      ['1ud', '1紧急工作日', '1 urgent day'],
      ['2026-03-06T12:00:00+08:00', '2026-03-06 12:00 前', 'by 2026-03-06 12:00'],
    ];
    for (const [code, zh, en] of words) {
      const limit = parseLimit(code)!;
      expect([limitCode(limit), formatLimit(limit, 'zh'), formatLimit(limit, 'en')]).toEqual([code, zh, en]);
    }
    expect(parseLimit(' 4h ')).toEqual({ kind: 'hours', n: 4 });
    expect(formatLimit(parseLimit('2026-03-06T04:00Z')!, 'en', 'Europe/Berlin')).toBe('by 2026-03-06 05:00');
  });

  test('what is not a limit is null', () => {
    for (const text of [
      '',
      '4',
      'h',
      '0h',
      '-1h',
      '1.5d',
      '4 h',
      '4H',
      '4x',
      '1e3h',
      '2026-03-06',
      '2026-13-06T12:00Z',
    ]) {
      expect(parseLimit(text), text).toBeNull();
    }
  });
});

// ── The slow, obviously right counter ────────────────────────────────────────────────────────────────────────────────

/** Some weeks of real time in one zone, minute by minute: the day (as an index into dates) and minute the wall shows. */
type Weeks = { startsAt: number; dates: string[]; days: number[]; minutes: number[] };

function readWeeks(timeZone: string, from: string): Weeks {
  const reader = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const weeks: Weeks = { startsAt: Date.parse(`${from}T00:00Z`), dates: [], days: [], minutes: [] };
  for (let index = 0; index < 36 * 1440; index++) {
    const text = reader.format(weeks.startsAt + index * 60_000);
    if (weeks.dates.at(-1) !== text.slice(0, 10) && !weeks.dates.includes(text.slice(0, 10))) {
      weeks.dates.push(text.slice(0, 10));
    }
    weeks.days.push(weeks.dates.lastIndexOf(text.slice(0, 10)));
    weeks.minutes.push(minuteOfDay(text.slice(11)));
  }
  // The last date is seen only in part; nobody could say when it closes.
  const whole = weeks.days.indexOf(weeks.dates.length - 1);
  return { ...weeks, days: weeks.days.slice(0, whole), minutes: weeks.minutes.slice(0, whole) };
}

const remembered = new Map<string, Weeks>();

function weeksOf([timeZone, from]: Place): Weeks {
  const key = `${timeZone} ${from}`;
  if (!remembered.has(key)) remembered.set(key, readWeeks(timeZone, from));
  return remembered.get(key)!;
}

/** Weeks worth looking at: clocks moved by an hour, by half an hour, one minute after midnight, by a whole day. */
type Place = [timeZone: string, from: string];
const PLACES: Place[] = [
  ['Asia/Shanghai', '2026-02-01'],
  ['Asia/Shanghai', '2026-12-10'],
  ['Asia/Shanghai', '1986-04-24'],
  ['Asia/Shanghai', '1991-09-02'],
  ['Europe/Berlin', '2026-03-18'],
  ['Europe/Berlin', '2026-10-14'],
  ['America/New_York', '2026-02-26'],
  ['America/New_York', '2026-10-22'],
  ['Australia/Lord_Howe', '2026-03-26'],
  ['Australia/Lord_Howe', '2026-09-24'],
  ['Asia/Kathmandu', '2028-02-18'],
  ['America/St_Johns', '2010-10-28'],
  ['Pacific/Apia', '2011-12-20'],
];

/**
 * Where the minutes of a story end, by counting them; minutes are indices into the weeks, -1 is not in these weeks.
 * When the Nth working day closes after the last of the weeks, the whole allowance is out of sight: then the deadline
 * is, too, but the warning may stand inside, and all that counting can say is a minute before which it cannot stand.
 */
function countedByHand(weeks: Weeks, start: number, limit: Limit & { n: number }, calendar: Calendar, pauses: Pause[]) {
  const { dates, days, minutes, startsAt } = weeks;
  const length = minutes.length;
  const slots = dates.map((date) => calendar.days[date] ?? calendar.week[(new Date(date).getUTCDay() + 6) % 7]!);
  const works = new Uint8Array(length);
  const closes = dates.map(() => -1);
  for (let index = 0; index < length; index++) {
    const minute = minutes[index]!;
    if (!slots[days[index]!]!.some(({ from, to }) => from <= minute && minute < to)) continue;
    works[index] = 1;
    closes[days[index]!] = index + 1;
  }
  const always = limit.kind === 'urgent_hours' || limit.kind === 'urgent_days' || limit.kind === 'calendar_days';
  const paused = new Uint8Array(length);
  for (const { from, to } of pauses) {
    const first = Math.max(0, (from.getTime() - startsAt) / 60_000);
    paused.fill(1, first, to === null ? length : Math.max(first, (to.getTime() - startsAt) / 60_000));
  }
  const runs = (index: number) => (always || works[index] === 1) && paused[index] === 0;

  let [allowed, outOfSight] = [0, false];
  if (limit.kind === 'hours' || limit.kind === 'urgent_hours') allowed = Math.round(limit.n * 60);
  if (limit.kind === 'urgent_days') allowed = limit.n * 1440;
  if (limit.kind === 'working_days') allowed = limit.n * 480;
  if (limit.kind === 'calendar_days') {
    const read = (index: number) => Date.parse(dates[days[index]!]!) / 60_000 + minutes[index]!;
    const target = read(start) + limit.n * 1440;
    let index = start;
    while (read(index) < target && read(index + 1) <= target) index += 1;
    allowed = index + (target - read(index)) - start;
  }
  if (limit.kind === 'working_days_end') {
    const later = closes.filter((close, day) => day > days[start]! && close >= 0);
    outOfSight = later.length < limit.n;
    const close = later[limit.n - 1] ?? length;
    for (let index = start; index < close; index++) allowed += works[index]!;
  }

  let [used, dueAt, warnsAt] = [0, -1, -1];
  for (let index = start; index < length && dueAt < 0; index++) {
    if (!runs(index)) continue;
    used += 1;
    if (warnsAt < 0 && used >= allowed * 0.8 - 1e-9) warnsAt = index + 1;
    if (used < allowed || outOfSight) continue;
    if (limit.kind !== 'working_days_end' || closes[days[index]!] === index + 1) dueAt = index + 1;
  }
  const counted = (from: number, to: number) => {
    let sum = 0;
    for (let index = from; index < to; index++) if (runs(index)) sum += 1;
    return sum;
  };
  if (outOfSight) return { dueAt, warnsAt: -1, warnsNotBefore: warnsAt < 0 ? Infinity : warnsAt, counted };
  return { dueAt, warnsAt, warnsNotBefore: Infinity, counted };
}

const slotsOfDay: fc.Arbitrary<Slot[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(OFFICE) },
  { weight: 2, arbitrary: fc.constant<Slot[]>([]) },
  fc.constantFrom(ALL_DAY, [slot('00:00', '06:00'), slot('22:00', '24:00')]),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 8 })
    .map((edges) => edges.sort((a, b) => a - b))
    .map((edges) =>
      Array.from({ length: edges.length >> 1 }, (_, i) => ({ from: edges[2 * i]!, to: edges[2 * i + 1]! })),
    ),
);

const limits: fc.Arbitrary<Limit & { n: number }> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('hours' as const, 'urgent_hours' as const),
    n: fc.integer({ min: 1, max: 600 }).map((fives) => fives / 12),
  }),
  fc.record({
    kind: fc.constantFrom('working_days' as const, 'working_days_end' as const, 'calendar_days' as const),
    n: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ kind: fc.constant('urgent_days' as const), n: fc.integer({ min: 1, max: 6 }) }),
);

/** A calendar, a start, a limit and pauses, somewhere in the weeks of one place. */
type Story = {
  place: Place;
  calendar: Calendar;
  start: number;
  limit: Limit & { n: number };
  pauses: { from: number; minutes: number | null }[];
  until: number;
};

const stories: fc.Arbitrary<Story> = fc.constantFrom(...PLACES).chain((place) => {
  const moment = (min: number, max: number) => fc.integer({ min: min * 1440, max: max * 1440 });
  return fc.record({
    place: fc.constant(place),
    calendar: fc.record({
      timeZone: fc.constant(place[0]),
      week: fc.array(slotsOfDay, { minLength: 7, maxLength: 7 }),
      days: fc.dictionary(fc.constantFrom(...weeksOf(place).dates), slotsOfDay, { maxKeys: 8 }),
      knownUntil: fc.constant('2099-12-31'),
    }),
    start: moment(1, 14),
    limit: limits,
    pauses: fc.array(
      fc.record({
        from: moment(-1, 18),
        minutes: fc.oneof(
          { weight: 5, arbitrary: fc.integer({ min: 0, max: 600 }) },
          { weight: 5, arbitrary: fc.integer({ min: 0, max: 5 * 1440 }) },
          fc.constant(null),
        ),
      }),
      { maxLength: 4 },
    ),
    until: moment(1, 30),
  });
});

const dateAt = (weeks: Weeks, index: number) => new Date(weeks.startsAt + index * 60_000);
const toPauses = (weeks: Weeks, pauses: { from: number; minutes: number | null }[]): Pause[] =>
  pauses.map(({ from, minutes }) => ({
    from: dateAt(weeks, from),
    to: minutes === null ? null : dateAt(weeks, from + minutes),
  }));

/** `GRIDLOOP_RUNS=200000 npm test` looks longer. */
const RUNS = Number(process.env['GRIDLOOP_RUNS'] ?? 10_000);

describe('against the slow counter', { timeout: RUNS * 20 }, () => {
  /** Plays one story on both counters, and says how it ended. */
  function agree({ place, calendar, start, limit, pauses, until }: Story): 'due' | 'paused' | 'beyond' {
    const weeks = weeksOf(place);
    const stops = toPauses(weeks, pauses);
    const begin = dateAt(weeks, start);
    const byHand = countedByHand(weeks, start, limit, calendar, stops);
    const ask = (question: typeof deadline): number | null | 'beyond' | 'exhausted' => {
      try {
        const answer = question(begin, limit, calendar, stops);
        if (answer === null) return null;
        const minute = Math.ceil((answer.getTime() - weeks.startsAt) / 60_000);
        return minute > weeks.minutes.length ? 'beyond' : minute;
      } catch (error) {
        if (error instanceof CalendarExhausted) return 'exhausted';
        throw error;
      }
    };
    const open = stops.some(({ to }) => to === null);
    const expected = (minute: number) => (minute >= 0 ? [minute] : [open ? null : 'beyond', 'exhausted']);
    expect(expected(byHand.dueAt)).toContain(ask(deadline));
    const warning = ask(warnAt);
    if (typeof warning === 'number' && warning >= byHand.warnsNotBefore) {
      expect(byHand.counted(warning - 1, warning)).toBe(1); // the clock ran up to it
    } else {
      expect(expected(byHand.warnsAt)).toContain(warning);
    }

    const [a, b] = [Math.min(start, until), Math.max(start, until)];
    expect(elapsedOn(limit.kind, dateAt(weeks, a), dateAt(weeks, b), calendar, stops)).toBe(byHand.counted(a, b));
    return byHand.dueAt >= 0 ? 'due' : open ? 'paused' : 'beyond';
  }

  test('deadline, warning and elapsed time agree minute by minute', () => {
    const seen = { due: 0, paused: 0, beyond: 0 };
    fc.assert(
      fc.property(stories, (story) => void (seen[agree(story)] += 1)),
      { numRuns: RUNS },
    );
    // The stories must reach the interesting ends, or agreement would mean little.
    expect(seen.due).toBeGreaterThan(RUNS * 0.5);
    expect(seen.paused).toBeGreaterThan(RUNS * 0.05);
  });

  test('a warning may stand before the weeks end though the day that closes the limit comes after them', () => {
    // Saturdays only, and one long Tuesday: the sixth working day after Saturday the 12th is 16 January, out of sight.
    // The allowance is 72 hours, 80 % of them are used on 9 January at 09:36, in sight.
    const saturdays = everyDay([]).with(5, OFFICE);
    const calendar: Calendar = {
      timeZone: 'Asia/Shanghai',
      week: saturdays,
      days: { '2026-12-29': ALL_DAY },
      knownUntil: '2099-12-31',
    };
    const limit = { kind: 'working_days_end' as const, n: 6 };
    const story: Story = {
      place: ['Asia/Shanghai', '2026-12-10'],
      calendar,
      start: 2400,
      limit,
      pauses: [],
      until: 1440,
    };
    expect(agree(story)).toBe('beyond');
    expect(wall(dateAt(weeksOf(story.place), story.start))).toBe('2026-12-12 00:00');
    expect(due('2026-12-12 00:00', '6de', [], calendar)).toBe('2027-01-16 18:00');
    expect(wall(warnAt(at('2026-12-12 00:00'), limit, calendar, []))).toBe('2027-01-09 09:36');
  });

  const fewer = { numRuns: Math.ceil(RUNS / 5) };
  const milliseconds = fc.integer({ min: 0, max: 86_400_000 });
  const orExhausted = (question: () => Date | null): number | null => {
    try {
      return question()?.getTime() ?? null;
    } catch (error) {
      if (error instanceof CalendarExhausted) return Infinity;
      throw error;
    }
  };

  test('a further pause never makes the deadline or the warning earlier', () => {
    const property = fc.property(stories, milliseconds, ({ place, calendar, start, limit, pauses }, shift) => {
      const weeks = weeksOf(place);
      const begin = new Date(dateAt(weeks, start).getTime() + shift);
      const stops = toPauses(weeks, pauses);
      for (const question of [deadline, warnAt]) {
        for (let count = 1; count <= stops.length; count++) {
          const fewerPauses = orExhausted(() => question(begin, limit, calendar, stops.slice(0, count - 1)));
          const morePauses = orExhausted(() => question(begin, limit, calendar, stops.slice(0, count)));
          if (morePauses !== null) expect(morePauses).toBeGreaterThanOrEqual(fewerPauses ?? Infinity);
        }
      }
    });
    fc.assert(property, fewer);
  });

  test('adding and measuring are inverse, to the millisecond, and the countdown ends at zero', () => {
    const property = fc.property(stories, milliseconds, milliseconds, (story, shift, more) => {
      const { place, calendar, start, limit, pauses } = story;
      const weeks = weeksOf(place);
      const begin = new Date(dateAt(weeks, start).getTime() + shift);
      const hours: Limit = { kind: 'hours', n: (more + 1) / 3_600_000 };
      const end = orExhausted(() => deadline(begin, hours, calendar, []));
      if (end !== null && end < Infinity) {
        expect(Math.round(workingMinutesBetween(begin, new Date(end), calendar) * 60_000)).toBe(more + 1);
        const just = workingMinutesBetween(new Date(end - 1), new Date(end), calendar);
        expect(just).toBe(1 / 60_000); // the last millisecond was worked: no earlier deadline would do
      }
      const stops = toPauses(weeks, pauses);
      const dueAt = orExhausted(() => deadline(begin, limit, calendar, stops));
      if (dueAt === null || dueAt === Infinity) return;
      expect(remaining(new Date(dueAt), begin, limit, calendar, stops)).toBe(0);
      const warns = warnAt(begin, limit, calendar, stops)!;
      expect(warns.getTime()).toBeLessThanOrEqual(dueAt);
      expect(lamp(warns, warns, new Date(dueAt))).toBe('yellow');
    });
    fc.assert(property, fewer);
  });

  test('elapsed time adds up, and is negative backwards', () => {
    const property = fc.property(stories, milliseconds, (story, shift) => {
      const { place, calendar, start, until, limit } = story;
      const weeks = weeksOf(place);
      const [a, b] = [dateAt(weeks, start), new Date(dateAt(weeks, until).getTime() + shift)];
      const middle = new Date(Math.floor((a.getTime() + b.getTime()) / 2));
      const between = (x: Date, y: Date) => Math.round(elapsedOn(limit.kind, x, y, calendar) * 60_000);
      expect(between(b, a)).toBe(0 - between(a, b));
      expect(between(a, middle) + between(middle, b)).toBe(between(a, b));
    });
    fc.assert(property, fewer);
  });

  test('openings come in order, do not overlap, and stay inside what was asked', () => {
    const property = fc.property(stories, ({ place, calendar, start, until }) => {
      const weeks = weeksOf(place);
      let reached = dateAt(weeks, start).getTime();
      const end = dateAt(weeks, until).getTime();
      for (const [from, to] of openings(calendar, reached, end)) {
        expect(from).toBeGreaterThanOrEqual(reached);
        expect(to).toBeGreaterThan(from);
        reached = to;
      }
      if (end > dateAt(weeks, start).getTime()) expect(reached).toBeLessThanOrEqual(end);
    });
    fc.assert(property, { numRuns: Math.ceil(RUNS / 10) });
  });
});

test('five working days are counted in at most 20 µs', () => {
  const start = at('2026-02-12 09:12');
  const limit = parseLimit('5d')!;
  const batch = () => {
    const began = performance.now();
    for (let round = 0; round < 100; round++) deadline(start, limit, office, []);
    return ((performance.now() - began) / 100) * 1000;
  };
  // The best of many short batches: a busy machine takes the turn from a long one every time.
  expect(Math.min(...Array.from({ length: 200 }, batch))).toBeLessThanOrEqual(20);
});
