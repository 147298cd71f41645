/** 我的网格: who looks after the place where I live. The card is public by rule; nothing is asked of the one who looks. */
import { useState } from 'react';
import { Link } from 'react-router';
import { locatePoint } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { publicNotices } from '#contract/notices.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { NoticeWords, useNotice } from '../parts/notice.tsx';
import { PlaceField } from '../parts/place.tsx';
import { paths } from '../paths.ts';
import { pathText } from '../report.rules.ts';

export default function GridPage() {
  const { say } = useWords();
  const here = useHere();
  const [placeText, setPlaceText] = useState('');
  const [location, setLocation] = useState<Point | null>(null);
  return (
    <div className="page page--narrow">
      <Heading title={say('public.nav.grid')} lead={say('public.grid.lead')} />
      <section className="sheet" inert={!here}>
        <PlaceField
          label={say('public.grid.place')}
          hint={say('public.grid.place_hint')}
          needed={false}
          placeText={placeText}
          location={location}
          onChange={(change) => {
            if (change.placeText !== undefined) setPlaceText(change.placeText);
            if (change.location !== undefined) setLocation(change.location);
          }}
        />
      </section>
      {location && <Keepers at={location} />}
    </div>
  );
}

/** 公开信息 of the offices that work for this place; no title stands there while they tell nothing. */
function Told({ areaId }: { areaId: number }) {
  const { say } = useWords();
  const told = useNotice();
  const { data } = useRead(publicNotices, { query: { areaId, limit: 10 } }, { staleMs: 300_000 });
  const rows = data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="told">
      <h2 id="told">{say('public.grid.told')}</h2>
      {rows.map((notice) => {
        const { title, titleLang } = told(notice);
        return (
          <article key={notice.id} className="sheet">
            <h3 lang={titleLang}>
              <Link to={paths.notice(notice.id)}>{title}</Link>
            </h3>
            <NoticeWords notice={notice} />
          </article>
        );
      })}
    </section>
  );
}

function Keepers({ at }: { at: Point }) {
  const { say, lang } = useWords();
  const roleWord = (role: string): string => {
    const key = `public.grid.role.${role}`;
    return isWordKey(key) ? say(key) : role;
  };
  const found = useRead(locatePoint, { query: { lon: at.lon, lat: at.lat } }, { staleMs: 300_000 });
  if (found.error) return <Trouble title={wordsOf(found.error)} />;
  if (!found.data) return <Skeleton />;
  const { cell, path, keepers, outside } = found.data;
  const nearest = cell ?? path.at(-1);
  const named = ({ name, nameEn }: { name: string; nameEn: string }) => (lang === 'en' && nameEn) || name;
  if (outside) return <p className="aside">{say('public.place.outside')}</p>;
  return (
    <section aria-labelledby="cell">
      <h2 id="cell">{cell ? say('public.grid.cell', { name: named(cell) }) : nearest && named(nearest)}</h2>
      <p className="hint">
        {pathText(path.map((area) => ({ name: named(area) })))}
        {cell && ` · ${say('public.grid.code', { code: cell.code })}`}
      </p>
      {keepers.length === 0 && <p className="aside">{say('public.grid.nobody')}</p>}
      <ul className="keepers">
        {keepers.map((keeper) => (
          <li key={`${keeper.areaName} ${keeper.role} ${keeper.name}`} className="keeper">
            <span className="keeper__face" aria-hidden="true">
              {keeper.name.slice(0, 1)}
            </span>
            <div>
              <h3>{keeper.name}</h3>
              <p>{[roleWord(keeper.role), keeper.areaName].filter(Boolean).join(' · ')}</p>
              <dl>
                {(['publicPhone', 'supervisionPhone'] as const).map(
                  (which) =>
                    keeper[which] && (
                      <div key={which}>
                        <dt>{say(`public.grid.${which}`)}</dt>
                        <dd>
                          <a
                            href={`tel:${keeper[which].replace(/[^0-9+]/g, '')}`}
                            lang={lang === 'zh' ? 'zh-CN' : 'en'}
                          >
                            {keeper[which]}
                          </a>
                        </dd>
                      </div>
                    ),
                )}
              </dl>
            </div>
          </li>
        ))}
      </ul>
      {nearest && <Told areaId={nearest.id} />}
    </section>
  );
}
