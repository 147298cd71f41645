/** Beside the form while somebody speaks: open cases that look alike, and the knowledge base. */
import { Button, Input } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { searchArticles } from '#contract/catalogue.ts';
import type { Point } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { similarCases } from '#contract/intake.ts';
import { call, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { paths } from '../../paths.ts';

/** What was typed, once the fingers rest. */
function useRested<T>(value: T, ms = 500): T {
  const [rested, rest] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => rest(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

type Asked = [title: string, detail: string, point: Point | null, placeText: string, matterId: number | null];

export function Similar({
  title,
  detail,
  placeText,
  matterId,
  point,
  follows,
  onJoin,
}: {
  title: string;
  detail: string;
  placeText: string;
  matterId: number | null;
  point: Point | null;
  follows: { id: string } | null;
  onJoin: (follows: { id: string; number: string }) => void;
}) {
  const { say, lang, ago } = useWords();
  const asked = useRested(JSON.stringify([title, detail, point, placeText.trim(), matterId]));
  const enough = title.trim().length >= 4 || (point !== null && title.trim() !== '');
  const { data } = useQuery({
    queryKey: [similarCases.id, lang, asked],
    queryFn: ({ signal }) => {
      const [title, detail, location, placeText, matterId] = JSON.parse(asked) as Asked;
      return call(
        similarCases,
        {
          body: {
            id: uuidv7(),
            title,
            matterId,
            ...(detail ? { detail } : {}),
            ...(placeText ? { placeText } : {}),
            ...(location ? { location } : {}),
          },
        },
        { signal },
      );
    },
    enabled: enough && (JSON.parse(asked) as [string])[0].trim() !== '',
    staleTime: 30_000,
  });
  const cases = (enough && data?.cases) || [];
  return (
    <Section
      title={say('desk.similar')}
      extra={cases.length > 0 && <span className="count count-red">{cases.length}</span>}
    >
      <div aria-live="polite">
        {cases.length === 0 ? (
          <p className="hint">{say(enough && data ? 'desk.similar.none.found' : 'desk.similar.none')}</p>
        ) : (
          <ul className="similar">
            {cases.map((one) => (
              <li key={one.id}>
                <p>
                  <Link to={paths.case(one.id)} target="_blank" rel="noopener">
                    {one.number}
                  </Link>{' '}
                  {one.title}
                </p>
                <p className="faint">
                  {[
                    say(`case.state.${one.state}`),
                    one.metres === null ? null : say('desk.metres', { n: one.metres }),
                    ago(one.openedAt),
                    one.why,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
                <Button
                  size="small"
                  disabled={follows?.id === one.id}
                  onClick={() => onJoin({ id: one.id, number: one.number })}
                >
                  {say('desk.similar.join')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

/** Searches with what is being written until somebody asks something of their own. */
export function Knowledge({
  words,
  onUse,
}: {
  words: string;
  onUse?: (article: { id: number; answer: string }) => void;
}) {
  const { say } = useWords();
  const [own, setOwn] = useState('');
  const asked = useDeferredValue(useRested(own.trim() || words).slice(0, 80));
  const { data } = useRead(
    searchArticles,
    { query: { ...(asked ? { q: asked } : {}), limit: 8 } },
    { staleMs: 60_000, keepPrevious: true },
  );
  const articles = data?.articles ?? [];
  return (
    <Section title={say('desk.knowledge')}>
      <Input
        type="search"
        aria-label={say('desk.knowledge.search')}
        placeholder={say('desk.knowledge.search')}
        value={own}
        onChange={(event) => setOwn(event.target.value)}
        allowClear
        maxLength={80}
      />
      {articles.length === 0 ? (
        <p className="hint">{say('desk.knowledge.none')}</p>
      ) : (
        <ul className="knowledge">
          {articles.map((article) => (
            <li key={article.id}>
              <details>
                <summary>{article.question}</summary>
                <p>{article.answer}</p>
                <p className="faint">{article.office}</p>
                {onUse && (
                  <Button size="small" type="primary" onClick={() => onUse(article)}>
                    {say('desk.knowledge.use')}
                  </Button>
                )}
              </details>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
