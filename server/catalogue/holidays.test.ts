import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { beyondKnown, calendarProblems, deadline, parseLimit } from '#contract/worktime.ts';
import { chinaCalendar, chinaDays, lastListedYear } from './holidays.ts';

describe('the Chinese default calendar', () => {
  const calendar = chinaCalendar(2026, 2026);
  const open = [
    { from: 480, to: 720 },
    { from: 840, to: 1080 },
  ];

  test('knows the holidays and make-up days of 2026', () => {
    expect(calendarProblems(calendar)).toEqual([]);
    expect(calendar.days['2026-02-14']).toEqual(open); // Saturday, worked before Spring Festival
    expect(calendar.days['2026-10-10']).toEqual(open); // Saturday, worked after National Day
    expect(calendar.days['2026-10-01']).toEqual([]);
    expect(calendar.days['2026-02-15']).toEqual([]); // a Sunday that is a holiday in its own right
    expect(calendar.days['2026-03-04']).toBeUndefined(); // an ordinary Wednesday is no exception
    expect(calendar.days['2026-03-07']).toBeUndefined();
    const closed = Object.values(calendar.days).filter((slots) => slots.length === 0);
    expect([closed.length, Object.keys(calendar.days).length - closed.length]).toEqual([33, 6]);
  });

  test('counts over the make-up days', () => {
    const due = deadline(new Date('2026-09-30T17:00:00+08:00'), parseLimit('3de')!, calendar, []);
    expect(due).toEqual(new Date('2026-10-10T18:00:00+08:00'));
  });

  test('does not believe the silence about 2027', () => {
    expect(lastListedYear()).toBeGreaterThanOrEqual(2026);
    expect(lastListedYear()).toBeLessThan(2100);
    const next = lastListedYear() + 1;
    expect(chinaDays(next, next)).toEqual({});
    expect(chinaCalendar(2025, next + 1).knownUntil).toBe(`${lastListedYear()}-12-31`);
    expect(chinaCalendar(2026, 2026).knownUntil).toBe('2026-12-31');
    expect(beyondKnown(new Date('2027-10-01T09:00:00+08:00'), calendar)).toBe(true);
    expect(beyondKnown(new Date('2026-10-01T09:00:00+08:00'), calendar)).toBe(false);
  });

  test('gives each day its own slots, so that editing one does not edit another', () => {
    const { week, days } = chinaCalendar(2026, 2026);
    week[0]![0]!.from = 540;
    expect([week[1]![0]!.from, days['2026-02-14']![0]!.from, chinaCalendar(2026).week[0]![0]!.from]).toEqual([
      480, 480, 480,
    ]);
  });

  test('is the same wherever the process runs', () => {
    const file = new URL('./holidays.ts', import.meta.url).href;
    const script = `import { chinaCalendar } from '${file}'; console.log(JSON.stringify(chinaCalendar(2024, 2026)))`;
    for (const TZ of ['America/New_York', 'Pacific/Kiritimati']) {
      const env = { ...process.env, TZ };
      const elsewhere = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env,
        encoding: 'utf8',
      });
      expect(JSON.parse(elsewhere)).toEqual(chinaCalendar(2024, 2026));
    }
  });
});
