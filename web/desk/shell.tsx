/** The frame around every page: who I am and in which hat, where I may go, language, light, help, the way out. */
import { MenuOutlined, MoonOutlined, QuestionOutlined, SunOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Dropdown, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { matchPath, NavLink, Outlet, useLocation, useNavigate, useNavigation } from 'react-router';
import { me as readMe, signOut } from '#contract/access.ts';
import { call } from '#web/kit/api.ts';
import { usePreferredTheme } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import type { WordKey } from '#contract/words/words.ts';
import { CallPop } from './call-pop.tsx';
import { ModeBanner, OnDuty } from './duty-strip.tsx';
import { useKeyboard, useKeys } from './keys.tsx';
import { LiveProvider, LiveSwitch } from './live.tsx';
import { useFocusGivenBack } from './parts/focus.ts';
import { Waiting } from './parts/state.tsx';
import { deskPaths, paths, placeOf } from './paths.ts';
import { wear } from './theme.ts';
import { ConfirmProvider } from './confirm.tsx';
import { UndoProvider } from './undo.tsx';
import { postName, useWho, type Who } from './who.tsx';

type Place = { to: string; word: WordKey; when: (who: Who) => boolean };
const places: { word: WordKey; places: Place[] }[] = [
  {
    word: 'desk.nav.work',
    places: [
      { to: paths.home(), word: 'desk.nav.home', when: () => true },
      { to: paths.workspaces(), word: 'desk.nav.workspaces', when: (who) => who.may('cases.see') },
      { to: paths.queue(), word: 'desk.nav.queue', when: (who) => who.may('cases.see') },
      { to: paths.hotline(), word: 'desk.nav.hotline', when: (who) => who.holds('receiver', 'duty_officer') },
      // 区、街道、社区三级受理: the office of a place has a counter too.
      {
        to: paths.counter(),
        word: 'desk.nav.counter',
        when: (who) =>
          who.holds('receiver', 'duty_officer') ||
          who.me.posts.some(({ post, areaId }) => post === 'clerk' && areaId !== null),
      },
      { to: paths.department(), word: 'desk.nav.department', when: (who) => who.holds('clerk') },
      { to: paths.keeper(), word: 'desk.nav.keeper', when: (who) => who.holds('keeper') },
      { to: paths.correspondent(), word: 'desk.nav.correspondent', when: (who) => who.may('reports.own') },
      { to: paths.callbacks(), word: 'desk.nav.callbacks', when: (who) => who.holds('caller', 'duty_officer') },
      { to: paths.duty(), word: 'desk.nav.duty', when: (who) => who.may('duty.see') },
      { to: paths.modes(), word: 'desk.nav.mode', when: (who) => who.may('duty.see') },
      { to: paths.reassign(), word: 'desk.nav.reassign', when: (who) => who.holds('dispatcher') },
      { to: paths.board(), word: 'desk.nav.board', when: (who) => who.may('evaluation.see') },
      { to: paths.evaluation(), word: 'desk.nav.evaluation', when: (who) => who.may('evaluation.see') },
    ],
  },
  {
    word: 'desk.nav.together',
    places: [
      {
        to: paths.approvals(),
        word: 'desk.nav.approvals',
        when: (who) => who.holds('dispatcher', 'duty_officer', 'leader', 'clerk', 'checker'),
      },
      { to: paths.tasks(), word: 'desk.nav.tasks', when: (who) => who.may('cases.see') },
      { to: paths.meetings(), word: 'desk.nav.meetings', when: (who) => who.may('cases.see') },
      { to: paths.supervised(), word: 'desk.nav.supervised', when: (who) => who.may('cases.see') },
      { to: paths.suspended(), word: 'desk.nav.suspended', when: (who) => who.may('cases.see') },
      {
        to: paths.problems(),
        word: 'desk.nav.problems',
        when: (who) => who.may('cases.see') && who.may('catalogue.see'),
      },
    ],
  },
  {
    word: 'desk.nav.learning',
    places: [
      { to: paths.periods(), word: 'desk.nav.periods', when: (who) => who.may('evaluation.see') },
      {
        to: paths.appeals(),
        word: 'desk.nav.appeals',
        when: (who) => who.may('evaluation.appeal') || who.may('evaluation.edit') || who.holds('dispatcher'),
      },
      {
        to: paths.opinions(),
        word: 'desk.nav.opinions',
        when: (who) => who.may('opinions.give') || who.may('evaluation.see'),
      },
      { to: paths.sheets(), word: 'desk.nav.sheets', when: (who) => who.may('cases.see') },
      { to: paths.scheme(), word: 'desk.nav.scheme', when: (who) => who.may('evaluation.see') },
      { to: paths.improvement(), word: 'desk.nav.improvement', when: (who) => who.may('improvement.see') },
      { to: paths.flow(), word: 'desk.nav.flow', when: (who) => who.may('improvement.see') },
    ],
  },
  {
    word: 'desk.nav.rules',
    places: [
      { to: paths.matters(), word: 'desk.nav.matters', when: (who) => who.may('catalogue.see') },
      { to: paths.responsibilities(), word: 'desk.nav.responsibilities', when: (who) => who.may('catalogue.see') },
      { to: paths.gaps(), word: 'desk.nav.gaps', when: (who) => who.may('catalogue.edit') || who.holds('dispatcher') },
      { to: paths.calendars(), word: 'desk.nav.calendars', when: (who) => who.may('catalogue.see') },
      { to: paths.templates(), word: 'desk.nav.templates', when: (who) => who.may('catalogue.see') },
      { to: paths.triage(), word: 'desk.nav.triage', when: (who) => who.may('catalogue.see') },
      { to: paths.standards(), word: 'desk.nav.standards', when: (who) => who.may('catalogue.see') },
      { to: paths.phrases(), word: 'desk.nav.phrases', when: (who) => who.may('catalogue.see') },
      {
        to: paths.lessons(),
        word: 'desk.nav.lessons',
        when: (who) => who.may('catalogue.see') || who.may('reports.own'),
      },
      { to: paths.oneTable(), word: 'desk.nav.one_table', when: (who) => who.may('catalogue.see') },
      { to: paths.areas(), word: 'desk.nav.areas', when: (who) => who.may('areas.see') },
    ],
  },
  {
    word: 'desk.nav.house',
    places: [
      { to: paths.units(), word: 'desk.nav.units', when: (who) => who.may('people.see') },
      { to: paths.people(), word: 'desk.nav.people', when: (who) => who.may('people.see') },
      { to: paths.settings(), word: 'desk.nav.settings', when: (who) => who.may('catalogue.edit') },
      { to: paths.lines(), word: 'desk.nav.lines', when: (who) => who.may('catalogue.edit') },
      { to: paths.baseMap(), word: 'desk.nav.base_map', when: (who) => who.may('areas.edit') },
      { to: paths.devices(), word: 'desk.nav.devices', when: (who) => who.may('catalogue.edit') },
      { to: paths.points(), word: 'desk.nav.points', when: (who) => who.may('points.see') },
      { to: paths.keys(), word: 'desk.nav.keys', when: (who) => who.may('catalogue.edit') },
      { to: paths.walls(), word: 'desk.nav.walls', when: (who) => who.may('walls.edit') },
      { to: paths.audit(), word: 'desk.nav.audit', when: (who) => who.may('audit.see') },
    ],
  },
];

function Places({ onGone }: { onGone?: () => void }) {
  const { say } = useWords();
  const who = useWho();
  const here = placeOf(
    useLocation().pathname,
    places.flatMap((group) => group.places.filter((place) => place.when(who)).map(({ to }) => to)),
  );
  return (
    <nav className="nav" aria-label={say('desk.nav.label')}>
      {places.map((group) => {
        const open = group.places.filter((place) => place.when(who));
        return (
          open.length > 0 && (
            <div key={group.word} className="nav-group">
              <p id={`nav-${group.word}`}>{say(group.word)}</p>
              <ul aria-labelledby={`nav-${group.word}`}>
                {open.map((place) => (
                  <li key={place.to}>
                    <NavLink to={place.to} end={place.to !== here} onClick={onGone}>
                      {say(place.word)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </nav>
  );
}

export function Brand() {
  const { say } = useWords();
  return (
    <span className="brand">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M3 3h8v8H3zM13 3h8v8h-8zM3 13h8v8H3z" fill="none" stroke="currentColor" strokeWidth="1.8" />
        <path d="M13 13h8v8h-8z" fill="currentColor" />
      </svg>
      {say('app.name')}
    </span>
  );
}

/** The three switches every page has, also the door. */
export function Switches() {
  const { say, lang, setLang } = useWords();
  const look = usePreferredTheme();
  const { showHelp } = useKeyboard();
  const dark = look === 'dark';
  return (
    <>
      <Tooltip title={say('desk.keys.title')}>
        <Button
          className="keys-help"
          type="text"
          icon={<QuestionOutlined />}
          aria-label={say('desk.keys.title')}
          onClick={showHelp}
        />
      </Tooltip>
      <Tooltip title={say(dark ? 'desk.light' : 'desk.dark')}>
        <Button
          type="text"
          icon={dark ? <SunOutlined /> : <MoonOutlined />}
          aria-label={say(dark ? 'desk.light' : 'desk.dark')}
          onClick={() => wear(dark ? 'light' : 'dark')}
        />
      </Tooltip>
      <Button type="text" lang={lang === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}>
        {say('common.language')}
      </Button>
    </>
  );
}

function Hats() {
  const { say } = useWords();
  const { me, hat, wear: wearHat } = useWho();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const told = (post: typeof hat) => (post ? `${postName(say, post.post)} · ${post.areaName ?? post.unitName}` : '');
  const leave = async () => {
    await call(signOut);
    cache.clear();
    await navigate(paths.signIn());
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: hat ? [hat.id] : [],
        items: [
          {
            type: 'group',
            label: say('desk.hats'),
            children: me.posts.map((post) => ({ key: post.id, label: told(post), onClick: () => wearHat(post.id) })),
          },
          { type: 'divider' },
          { key: 'thanks', label: say('desk.thanks'), onClick: () => void navigate(paths.thanks()) },
          { key: 'password', label: say('desk.password'), onClick: () => void navigate(paths.password()) },
          { key: 'leave', label: say('desk.sign_out'), onClick: () => void leave() },
        ],
      }}
    >
      <button type="button" className="hat">
        <span className="hat-name">{me.name}</span>
        <span className="hat-post">{told(hat)}</span>
        <span className="sr-only">{say('desk.me')}</span>
      </button>
    </Dropdown>
  );
}

/** Two addresses of one page: the next case takes the place of the last one, and what is the same stays where it is. */
const alike = (one: string, other: string): boolean =>
  deskPaths.some(({ pattern }) => matchPath(pattern, one) && matchPath(pattern, other));

export function Shell() {
  const { say } = useWords();
  const { me, may } = useWho();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const going = useNavigation();
  const elsewhere = going.state === 'loading' && !alike(going.location.pathname, pathname);
  const cache = useQueryClient();
  const navigate = useNavigate();
  useKeys([{ key: 'g', label: say('desk.nav.queue'), run: () => void navigate(paths.queue()) }]);

  // a session that ended meanwhile is noticed by whatever is asked next; then the person is asked anew who they are
  useEffect(
    () =>
      cache.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === readMe.id) return;
        const { problem } = event.action.error as { problem?: { status: number } };
        if (problem?.status === 401) void cache.invalidateQueries({ queryKey: [readMe.id] });
      }),
    [cache],
  );
  // another page begins at its top, and readers of the screen hear its heading
  const main = useRef<HTMLElement>(null);
  // The places of a narrow window: the keyboard goes in with whoever opens them, and back to the button if she follows none.
  const menu = useRef<HTMLButtonElement>(null);
  const drawer = useRef<HTMLDivElement>(null);
  useFocusGivenBack();
  const seen = useRef(pathname);
  useEffect(() => {
    if (seen.current === pathname) return;
    seen.current = pathname;
    // A form that has put the keyboard into its first field keeps it there.
    const typing = main.current?.contains(document.activeElement) && document.activeElement?.matches('input,textarea');
    if (!typing) main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);

  return (
    <LiveProvider>
      <ConfirmProvider>
        <UndoProvider>
          <div className="shell">
            <a className="skip" href="#main">
              {say('common.skip_to_content')}
            </a>
            <header className="top">
              <Button
                ref={menu}
                className="top-menu"
                type="text"
                icon={<MenuOutlined />}
                aria-label={say('desk.nav.label')}
                onClick={() => setOpen(true)}
              />
              <NavLink to={paths.home()} className="top-brand">
                <Brand />
              </NavLink>
              <span className="top-region">{me.regionName}</span>
              {me.demo && <span className="top-demo">{say('desk.demo')}</span>}
              <span className="top-space" />
              {may('duty.see') && <OnDuty />}
              {may('cases.see') && <LiveSwitch />}
              <Switches />
              <Hats />
            </header>
            <div className={going.state === 'idle' ? '' : 'going'} aria-hidden="true" />
            <div className="side">
              <Places />
            </div>
            <Drawer
              open={open}
              onClose={() => {
                setOpen(false);
                menu.current?.focus();
              }}
              afterOpenChange={(now) => now && drawer.current?.querySelector('a')?.focus()}
              placement="left"
              size={260}
              title={say('desk.nav.label')}
            >
              <div ref={drawer}>
                <Places onGone={() => setOpen(false)} />
              </div>
            </Drawer>
            <main id="main" ref={main} tabIndex={-1}>
              {may('duty.see') && <ModeBanner />}
              {may('calls.take') && <CallPop />}
              {elsewhere ? <Waiting rows={8} /> : <Outlet />}
            </main>
          </div>
        </UndoProvider>
      </ConfirmProvider>
    </LiveProvider>
  );
}
