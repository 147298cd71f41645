/** 工作空间: all there are, by kind, the own ones first. Whoever opens another's sees in it what her own scope allows. */
import { Input } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { listUnits, type Unit } from '#contract/access.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useSettings } from '../../parts/narrowing.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { partOfUnit, wordOfUnit } from './parts.ts';

export function WorkspacesPage() {
  const { say, lang } = useWords();
  const { me } = useWho();
  const [typed, setTyped] = useState('');
  const { data, error, refetch } = useRead(listUnits, {}, { staleMs: 60_000 });
  const settings = useSettings('space');
  const spaces = settings.data?.settings ?? [];
  // All at once: what came second would push down what is being read.
  const waits = (!data && !error) || settings.isPending;
  const units = useMemo(() => (data?.units ?? []).filter(({ imported }) => !imported), [data]);
  const of = (...kinds: Unit['kind'][]) => units.filter(({ kind }) => kinds.includes(kind));
  const nameOf = ({ name, nameEn }: Unit) => (lang === 'en' && nameEn) || name;
  const shown = (list: Unit[]) => list.filter((unit) => soundsLike(typed, unit.name, unit.nameEn, unit.code));
  const card = (unit: Unit) => (
    <li key={unit.id}>
      <Link to={paths.workspace(partOfUnit(unit))}>
        <strong>{nameOf(unit)}</strong>
        <span>
          {say(wordOfUnit(unit.kind))} · {say(`unit.actor.${unit.actor}`)}
        </span>
      </Link>
    </li>
  );
  const mine = units.filter(({ id }) => me.posts.some(({ unitId }) => unitId === id));
  const streets = of('street').filter(
    (street) => shown([street]).length > 0 || shown(units.filter(({ parentId }) => parentId === street.id)).length > 0,
  );
  const groups = [
    { word: 'space.group.mine', list: shown(mine) },
    { word: 'space.group.centres', list: shown(of('leadership', 'supervision', 'command')) },
    { word: 'space.group.departments', list: shown(of('department').filter(({ id, rootId }) => id === rootId)) },
    { word: 'space.group.others', list: shown(of('other')) },
  ] as const;
  const named = spaces.flatMap(({ name, retired, content }) =>
    content.kind === 'space' && !retired && soundsLike(typed, content.title.zh, content.title.en)
      ? [{ name, content }]
      : [],
  );
  return (
    <Page
      wide
      title={say('desk.nav.workspaces')}
      hint={
        <>
          {say('space.hint')}
          <br />
          {/* The line stands there before its numbers do. */}
          {data
            ? say('space.counted', {
                centres: of('supervision', 'command', 'leadership').length,
                departments: of('department').filter(({ id, rootId }) => id === rootId).length,
                streets: of('street').length,
                communities: of('community').length,
              })
            : '\u00a0'}
        </>
      }
    >
      <search className="filters">
        <Input
          type="search"
          aria-label={say('space.search')}
          placeholder={say('space.search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          allowClear
        />
      </search>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {waits && <Waiting rows={8} />}
      {!waits && named.length > 0 && (
        <Section title={say('space.group.spaces')}>
          <ul className="home-spaces">
            {named.map(({ name, content }) => (
              <li key={name}>
                <Link to={paths.workspace({ space: name })}>
                  <strong>{content.title[lang]}</strong>
                  <span>{content.note[lang]}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {groups.map(
        ({ word, list }) =>
          !waits &&
          list.length > 0 && (
            <Section key={word} title={say(word)}>
              <ul className="home-spaces">{list.map(card)}</ul>
            </Section>
          ),
      )}
      {!waits && streets.length > 0 && (
        <Section title={say('space.group.streets')}>
          {streets.map((street) => (
            <details key={street.id} className="space-street" open={typed !== ''}>
              <summary>
                {nameOf(street)}{' '}
                <small className="faint">{units.filter(({ parentId }) => parentId === street.id).length}</small>
              </summary>
              <ul className="home-spaces">
                {[
                  street,
                  ...(shown([street]).length > 0 ? (list: Unit[]) => list : shown)(
                    units.filter(({ parentId }) => parentId === street.id),
                  ),
                ].map(card)}
              </ul>
            </details>
          ))}
        </Section>
      )}
    </Page>
  );
}
