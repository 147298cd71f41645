/** 本区设置: named spaces, labels, map layers and terms of keeping, kept by the district itself. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { settingKinds, type Setting } from '#contract/settings.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { toneClass } from '../../parts/labels.tsx';
import { useSettings } from '../../parts/narrowing.tsx';
import { Page } from '../../parts/page.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useWho } from '../../who.tsx';
import { EditSetting } from './edit.tsx';

export function SettingsPage() {
  const { say, lang } = useWords();
  const { search, put } = useAddress();
  const may = useWho().may('catalogue.edit');
  const kind = settingKinds.find((one) => one === search.get('kind')) ?? 'space';
  const list = useSettings(kind);
  const settings = list.data?.settings ?? [];
  const [editing, edit] = useState<{ setting: Setting | null } | null>(null);
  return (
    <Page
      wide
      title={say('desk.nav.settings')}
      hint={say('settings.hint')}
      actions={
        may &&
        kind !== 'retention' && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit({ setting: null })}>
            {say(`settings.add.${kind}`)}
          </Button>
        )
      }
    >
      <Tabs
        label={say('desk.nav.settings')}
        tabs={settingKinds}
        word={(one) => say(`settings.kind.${one}`)}
        chosen={kind}
        onChoose={(one) => put({ kind: one })}
      />
      {kind === 'label' && <p className="hint">{say('settings.label.hint')}</p>}
      {kind === 'retention' && <p className="hint">{say('settings.kept.fixed')}</p>}
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {!list.data && !list.error && <Waiting rows={6} />}
      {list.data && settings.length === 0 && (
        <Nothing title={say('settings.none')}>{say('settings.none.hint')}</Nothing>
      )}
      <ul className="matters">
        {settings.map((setting) => {
          const { content } = setting;
          const title = 'title' in content ? content.title[lang] : say('settings.kind.retention');
          return (
            <li key={setting.name} className="card">
              <header className="card-head">
                <h2>{title}</h2>
                <span>
                  {setting.version === 1 ? say('settings.shipped') : say('settings.version', { n: setting.version })}
                  {setting.retired && ` · ${say('settings.retired')}`}
                </span>
                <span className="top-space" />
                {may && <EditButton of={title} onClick={() => edit({ setting })} card />}
              </header>
              <About setting={setting} />
            </li>
          );
        })}
      </ul>
      {editing && (
        <EditSetting
          kind={kind}
          setting={editing.setting}
          next={Math.min(1000, (settings.at(-1)?.place ?? 0) + 10)}
          onClose={() => edit(null)}
        />
      )}
    </Page>
  );
}

function About({ setting: { content } }: { setting: Setting }) {
  const { say, lang, listed } = useWords();
  switch (content.kind) {
    case 'space':
      return (
        <p>
          {content.note[lang]} ·{' '}
          {content.matters.length === 0
            ? say('settings.matters.all')
            : `${say('settings.matters')} ${content.matters.length}`}{' '}
          ·{' '}
          {content.reports.length === 0
            ? say('settings.reports.all')
            : listed(content.reports.map((report) => say(`kind.${report}`)))}
        </p>
      );
    case 'label':
      return (
        <p>
          <em className={toneClass[content.tone]}>{content.title[lang]}</em> {content.note[lang]}
        </p>
      );
    case 'layer':
      return (
        <p>
          <em className={toneClass[content.tone]}>{say('settings.shapes.n', { n: content.shapes.length })}</em>{' '}
          {content.posts.length === 0
            ? say('settings.posts.all')
            : listed(content.posts.map((post) => say(`post.${post}`)))}{' '}
          {content.note[lang]}
        </p>
      );
    default:
      return (
        <ul>
          <li>
            {say('settings.kept.contactDays')} <b>{content.contactDays}</b>
          </li>
          <li>
            {say('settings.kept.messageDays')} <b>{content.messageDays}</b>
          </li>
          <li>
            {say('settings.kept.inboundDays')} <b>{content.inboundDays}</b>
          </li>
        </ul>
      );
  }
}
