/**
 * 时限与服务标准: what the district takes on, when it counts as such, when it counts as done, whose it is, how long the responsible unit has and how
 * it is to be served. The same lists that the desk works by, so nobody is promised what the clock does not keep.
 */
import { useSearchParams } from 'react-router';
import { listMatters, type Matter } from '#contract/catalogue.ts';
import { publicStandards, type PublicStandard } from '#contract/standards.ts';
import { formatLimit, parseLimit } from '#contract/worktime.ts';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(openWords);

export default function LimitsPage() {
  const { say, lang } = useWords();
  const here = useHere();
  const [search, setSearch] = useSearchParams();
  const read = useRead(listMatters, {}, { staleMs: 600_000 });
  const served = useRead(publicStandards, {}, { staleMs: 600_000 });
  const byMatter = new Map((served.data?.standards ?? []).map((one) => [one.matterId, one]));
  // What the lists say they say in Chinese.
  const asWritten = lang === 'en' ? 'zh-CN' : undefined;
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
                    <dd lang={asWritten}>{one.filing}</dd>
                  </div>
                  <div className="facts__wide">
                    <dt>{say('public.limits.closing')}</dt>
                    <dd lang={asWritten}>{one.closing}</dd>
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
                      <dd lang={asWritten}>{one.basis}</dd>
                    </div>
                  )}
                </dl>
              ))}
              {byMatter.has(matter.id) && <Served one={byMatter.get(matter.id)!} asWritten={asWritten} />}
            </details>
          ))}
        </section>
      ))}
    </div>
  );
}

/** Whose it is, and how it is to be served. */
function Served({ one: { offices, standard }, asWritten }: { one: PublicStandard; asWritten: string | undefined }) {
  const { say, day } = useWords();
  const told = offices.map(({ unit, area }) => {
    const office = unit ?? say('public.standards.street');
    return area === null ? office : say('public.standards.office_in', { office, area });
  });
  const parts = standard && (['steps', 'checks', 'measures'] as const).filter((part) => standard[part].length > 0);
  return (
    <dl className="facts">
      <div className="facts__wide">
        <dt>{say('public.standards.office')}</dt>
        <dd>{told.length > 0 ? told.join(say('common.comma')) : say('public.standards.nobody')}</dd>
      </div>
      {standard && (
        <>
          <div className="facts__wide">
            <dt>{say('public.standards.basis')}</dt>
            <dd>
              <span lang={asWritten}>{standard.basis}</span>{' '}
              <small>{say('public.standards.since', { day: day(standard.validFrom) })}</small>
            </dd>
          </div>
          {parts!.map((part) => (
            <div key={part} className="facts__wide">
              <dt>{say(`public.standards.${part}`)}</dt>
              <dd lang={asWritten}>
                <ol>
                  {standard[part].map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ol>
              </dd>
            </div>
          ))}
        </>
      )}
    </dl>
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
