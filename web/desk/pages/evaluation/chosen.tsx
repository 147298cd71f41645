/** Which period is looked at: the one in the address, else the newest. And figures as people read them. */
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { listPeriods, type Period } from '#contract/evaluation.ts';
import { codeOf, indicatorOf, type IndicatorName } from '#contract/indicators.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { percent } from './figures.tsx';

export function useChosenPeriod() {
  const { search, put } = useAddress();
  const list = usePages(listPeriods, { query: { limit: 100 } });
  const asked = search.get('period');
  const period: Period | undefined = list.rows.find(({ id }) => id === asked) ?? list.rows[0];
  return { periods: list.rows, period, loading: list.loading, error: list.error, again: list.again, search, put };
}

export const periodName = (
  say: ReturnType<typeof useWords>['say'],
  { kind, firstOn }: Pick<Period, 'kind' | 'firstOn'>,
) =>
  `${kind === 'year' ? firstOn.slice(0, 4) : kind === 'month' ? firstOn.slice(0, 7) : firstOn} · ${say(`period.kind.${kind}`)}`;

export function PeriodSelect({ chosen }: { chosen: ReturnType<typeof useChosenPeriod> }) {
  const { say } = useWords();
  return (
    <label>
      {say('desk.periods.choose')}{' '}
      <Select
        style={{ minWidth: 180 }}
        value={chosen.period?.id ?? null}
        aria-label={say('desk.periods.choose')}
        onChange={(id: string | null) => chosen.put({ period: id })}
        options={chosen.periods.map((one) => ({ value: one.id, label: periodName(say, one) }))}
      />
    </label>
  );
}

/** A value in the measure of its indicator; without an n there is none. */
export function useValueWords(): (indicator: IndicatorName, value: number | null) => string {
  const { say } = useWords();
  return (indicator, value) => {
    if (value === null) return '—';
    const { measure } = indicatorOf(indicator);
    if (measure === 'rate') return percent(value);
    if (measure === 'minutes') return say('desk.flow.hours', { n: (value / 60).toFixed(1) });
    return measure === 'grade' ? value.toFixed(1) : String(value);
  };
}

/** The formula in words and as it is computed, one line under the name. */
export function Formula({ indicator, children }: { indicator: IndicatorName; children?: ReactNode }) {
  const { say } = useWords();
  return (
    <details>
      <summary>{children ?? say(`indicator.${indicator}`)}</summary>
      <p className="hint">{say(`indicator.${indicator}.formula`)}</p>
      <code>{codeOf(indicator)}</code>
    </details>
  );
}
