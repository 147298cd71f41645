/**
 * 办理时限: what the district takes on, when it counts as such, when it counts as done, and how long the responsible unit has. The same catalogue
 * that the desk works by, so nobody is promised what the clock does not keep.
 */
import { useSearchParams } from 'react-router';
import { listMatters, type Matter } from '#contract/catalogue.ts';
import { formatLimit, parseLimit } from '#contract/worktime.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

export default function LimitsPage() {
  const { say, lang } = useWords();
  const here = useHere();
  const [search, setSearch] = useSearchParams();
  const read = useRead(listMatters, {}, { staleMs: 600_000 });
  const asked = (search.get('q') ?? '').trim();
  const named = (zh: string, en: string) => (lang === 'en' && en) || zh;
  const found = (read.data?.matters ?? [])
    .filter(({ retired, fallback }) => !retired && !fallback)
    .map((matter) => ({ ...matter, conditions: matter.conditions.filter(({ retired }) => !retired) }))
    .filter(({ conditions }) => conditions.length > 0)
    .filter(
      (matter) => asked === '' || wordsIn(matter).some((text) => text.toLowerCase().includes(asked.toLowerCase())),
    );
  const groups = new Map<string, typeof found>();
  for (const matter of found) {
    const big = named(matter.bigName, matter.bigNameEn);
    groups.set(big, [...(groups.get(big) ?? []), matter]);
  }
  return (
    <div className="page page--narrow">
      <Heading title={say('public.limits.title')} lead={say('public.limits.lead')} />
      <search inert={!here}>
        <Field label={say('public.limits.find')}>
          {(wired) => (
            <input
              {...wired}
              className="input"
              type="search"
              maxLength={40}
              value={search.get('q') ?? ''}
              onChange={({ target }) =>
                setSearch(target.value ? { q: target.value } : {}, { replace: true, preventScrollReset: true })
              }
            />
          )}
        </Field>
      </search>
      {read.error && (
        <Trouble title={wordsOf(read.error)}>
          <Button onClick={() => void read.refetch()}>{say('common.retry')}</Button>
        </Trouble>
      )}
      {!read.data && !read.error && <Skeleton lines={8} />}
      {read.data && <output className="hint">{say('public.limits.count', { n: found.length })}</output>}
      {[...groups].map(([big, matters]) => (
        <section key={big} aria-label={big}>
          <h2>{big}</h2>
          {matters.map((matter) => (
            <details key={matter.id} className="sheet limits">
              <summary>
                <strong>{named(matter.smallName, matter.smallNameEn)}</strong>
              </summary>
              {matter.conditions.map((one) => (
                <dl key={one.id} className="facts">
                  <div className="facts__wide">
                    <dt>{say('public.limits.filing')}</dt>
                    <dd>{one.filing}</dd>
                  </div>
                  <div className="facts__wide">
                    <dt>{say('public.limits.closing')}</dt>
                    <dd>{one.closing}</dd>
                  </div>
                  <div>
                    <dt>{say('public.limits.limit')}</dt>
                    <dd>
                      <strong>{limitOf(one.timeLimit, lang)}</strong>
                    </dd>
                  </div>
                  {one.basis && (
                    <div>
                      <dt>{say('public.limits.basis')}</dt>
                      <dd>{one.basis}</dd>
                    </div>
                  )}
                </dl>
              ))}
            </details>
          ))}
        </section>
      ))}
    </div>
  );
}

const limitOf = (code: string, lang: 'zh' | 'en'): string => {
  const limit = parseLimit(code);
  return limit ? formatLimit(limit, lang) : code;
};
const wordsIn = ({ bigName, bigNameEn, smallName, smallNameEn, conditions }: Matter): string[] => [
  bigName,
  bigNameEn,
  smallName,
  smallNameEn,
  ...conditions.map(({ filing }) => filing),
];
