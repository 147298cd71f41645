/** One setting as it is changed: its fields by kind, what saving would change beside them, and its earlier versions. */
import { App, Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { posts } from '#contract/access.ts';
import { reportKinds } from '#contract/cases.ts';
import { matterKinds } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import {
  keptFor,
  keptNames,
  listSettings,
  matterGroup,
  mostShapes,
  previewSetting,
  readVersions,
  retentionName,
  saveSetting,
  tones,
  type Setting,
  type SettingContent,
  type SettingKind,
} from '#contract/settings.ts';
import type { WordKey } from '#contract/words/words.ts';
import { call, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { FileChoice } from '../../parts/file.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { Trouble } from '../../parts/state.tsx';
import { EditDrawer } from '../catalogue/edit.tsx';
import { readShapes } from './geojson.rules.ts';

const empty = { zh: '', en: '' };
const blank: Record<SettingKind, SettingContent> = {
  space: { kind: 'space', title: empty, note: empty, matters: [], reports: [] },
  label: { kind: 'label', title: empty, note: empty, tone: 'blue' },
  layer: { kind: 'layer', title: empty, note: empty, tone: 'green', posts: [], shapes: [] },
  retention: {
    kind: 'retention',
    contactDays: keptFor.contactDays.most,
    messageDays: keptFor.messageDays.most,
    inboundDays: keptFor.inboundDays.most,
  },
};
const isReady = (content: SettingContent): boolean =>
  content.kind === 'retention'
    ? keptNames.every((name) => content[name] >= keptFor[name].least && content[name] <= keptFor[name].most)
    : content.title.zh.trim() !== '' &&
      content.title.en.trim() !== '' &&
      (content.kind !== 'layer' || content.shapes.length > 0);

export function EditSetting({
  kind,
  setting,
  next,
  onClose,
}: {
  kind: SettingKind;
  setting: Setting | null;
  next: number;
  onClose: () => void;
}) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [name] = useState(() => setting?.name ?? (kind === 'retention' ? retentionName : uuidv7()));
  const [content, setContent] = useState<SettingContent>(setting?.content ?? blank[kind]);
  const [place, setPlace] = useState(setting?.place ?? next);
  const [retired, setRetired] = useState(setting?.retired ?? false);
  const write = useWrite(saveSetting, { changes: [listSettings, readVersions] });
  const draft = { name, version: setting?.version ?? 0, place, retired, content };
  const ready = isReady(content);
  return (
    <EditDrawer
      title={setting ? `${say('desk.edit')} ${say(`settings.kind.${kind}`)}` : say(`settings.add.${kind as 'space'}`)}
      onClose={onClose}
      busy={write.isPending}
      error={write.error}
      ready={ready}
      onSubmit={() =>
        write.mutate(
          { body: draft },
          {
            onSuccess: () => {
              void message.success(say('desk.saved'));
              onClose();
            },
          },
        )
      }
      now={<p>{say('desk.stale.reload')}</p>}
    >
      {content.kind !== 'retention' && <Named content={content} put={setContent} />}
      {content.kind === 'space' && <SpaceFields content={content} put={setContent} />}
      {content.kind === 'layer' && <LayerFields content={content} put={setContent} />}
      {content.kind === 'retention' &&
        keptNames.map((one) => (
          <Field
            key={one}
            label={say(`settings.kept.${one}`)}
            hint={say('settings.kept.bounds', keptFor[one])}
            required
          >
            {(control) => (
              <InputNumber
                id={control.id}
                aria-describedby={control['aria-describedby']}
                min={keptFor[one].least}
                max={keptFor[one].most}
                precision={0}
                value={content[one]}
                onChange={(days) => setContent({ ...content, [one]: days ?? keptFor[one].most })}
              />
            )}
          </Field>
        ))}
      {kind !== 'retention' && (
        <Field label={say('settings.place')}>
          {(control) => (
            <InputNumber id={control.id} min={0} max={1000} value={place} onChange={(value) => setPlace(value ?? 0)} />
          )}
        </Field>
      )}
      {setting && kind !== 'retention' && (
        <Checkbox checked={retired} onChange={({ target }) => setRetired(target.checked)}>
          {say('settings.retire')}
        </Checkbox>
      )}
      {ready && <Preview draft={draft} />}
      {setting && setting.version > 1 && <Versions kind={kind} name={name} />}
    </EditDrawer>
  );
}

type Titled = Exclude<SettingContent, { kind: 'retention' }>;
function Named<C extends Titled>({ content, put }: { content: C; put: (content: C) => void }) {
  const { say } = useWords();
  return (
    <>
      {(['title', 'note'] as const).map((part) =>
        (['zh', 'en'] as const).map((lang) => (
          <Field
            key={`${part}${lang}`}
            label={`${say(part === 'title' ? 'settings.name' : 'settings.note')} · ${say(`desk.lang.${lang}`)}`}
            required={part === 'title'}
          >
            {(control) => (
              <Input
                {...control}
                value={content[part][lang]}
                maxLength={part === 'title' ? { zh: 20, en: 40 }[lang] : { zh: 120, en: 240 }[lang]}
                onChange={({ target }) => put({ ...content, [part]: { ...content[part], [lang]: target.value } })}
              />
            )}
          </Field>
        )),
      )}
      {'tone' in content && (
        <Field label={say('settings.tone')} required>
          {(control) => (
            <Select
              id={control.id}
              value={content.tone}
              onChange={(tone) => put({ ...content, tone })}
              options={tones.map((value) => ({ value, label: say(`settings.tone.${value}`) }))}
            />
          )}
        </Field>
      )}
    </>
  );
}

type Put<K extends SettingKind> = {
  content: Extract<SettingContent, { kind: K }>;
  put: (content: Extract<SettingContent, { kind: K }>) => void;
};

function SpaceFields({ content, put }: Put<'space'>) {
  const { say, lang } = useWords();
  const { matters } = useMatters();
  const groups = new Map(
    matters
      .filter(({ retired, fallback, imported }) => !retired && !fallback && !imported)
      .map(({ kind, big, bigName, bigNameEn }) => [
        matterGroup(kind, big),
        `${say(`matter.kind.${kind}`)} · ${(lang === 'en' && bigNameEn) || bigName}`,
      ]),
  );
  return (
    <>
      <Field label={say('settings.matters')} hint={say('settings.matters.hint')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={content.matters}
            onChange={(chosen) => put({ ...content, matters: chosen })}
            options={[
              ...matterKinds.map((value) => ({ value, label: say(`settings.matter.${value}`) })),
              ...[...groups].map(([value, label]) => ({ value, label })),
            ]}
            placeholder={say('settings.matters.all')}
            maxCount={60}
          />
        )}
      </Field>
      <Field label={say('settings.reports')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={content.reports}
            onChange={(reports) => put({ ...content, reports })}
            options={reportKinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
            placeholder={say('settings.reports.all')}
          />
        )}
      </Field>
    </>
  );
}

function LayerFields({ content, put }: Put<'layer'>) {
  const { say } = useWords();
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const read = async (given: File) => {
    setFile(given);
    const shapes = readShapes(await given.text());
    if (Array.isArray(shapes)) {
      setWrong(null);
      put({ ...content, shapes });
    } else {
      const reason = say(`settings.shapes.wrong.${shapes.why}`, 'n' in shapes ? { n: shapes.n } : {});
      setWrong(say('settings.shapes.wrong', { reason }));
    }
  };
  return (
    <>
      <div className="field">
        <FileChoice
          label={say('settings.shapes')}
          accept=".geojson,.json,application/geo+json"
          file={file}
          onFile={(given) => void read(given)}
        />
        <p className="hint">
          {say('settings.shapes.hint', { n: mostShapes })} {say('settings.shapes.n', { n: content.shapes.length })}
        </p>
        {wrong && (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
      </div>
      <Field label={say('settings.posts')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={content.posts}
            onChange={(chosen) => put({ ...content, posts: chosen })}
            options={posts.map((value) => ({ value, label: say(`post.${value}`) }))}
            placeholder={say('settings.posts.all')}
          />
        )}
      </Field>
    </>
  );
}

/** What saving would change, counted on the server for what is typed now. */
function Preview({ draft }: { draft: Omit<Setting, 'content'> & { content: SettingContent } }) {
  const { say } = useWords();
  const key = JSON.stringify([draft.retired, draft.content]);
  const { data, error } = useQuery({
    queryKey: [previewSetting.id, draft.name, draft.version, key],
    queryFn: ({ signal }) => call(previewSetting, { body: { id: uuidv7(), ...draft } }, { signal }),
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <section aria-live="polite">
      <h3>{say('settings.preview')}</h3>
      {error && <Trouble error={error} />}
      {!data && !error && <p className="hint">{say('settings.preview.waiting')}</p>}
      {data && (
        <table className="table settings-preview">
          <thead>
            <tr>
              <th scope="col">{say('settings.preview.what')}</th>
              <th scope="col">{say('settings.preview.before')}</th>
              <th scope="col">{say('settings.preview.after')}</th>
            </tr>
          </thead>
          <tbody>
            {data.lines.map(({ word, before, after }) => (
              <tr key={word}>
                <th scope="row">{say(`settings.preview.${word}` as WordKey)}</th>
                <td className="num">{before}</td>
                <td className="num">{before === after ? after : <strong>{after}</strong>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Versions({ kind, name }: { kind: SettingKind; name: string }) {
  const { say, time } = useWords();
  const { data } = useRead(readVersions, { params: { kind, name } });
  return (
    <details>
      <summary>{say('settings.history')}</summary>
      <ol className="settings-versions">
        {(data?.versions ?? []).map((one) => (
          <li key={one.version}>
            {say('settings.version', { n: one.version })} · {one.title} · {time(one.savedAt)} · {one.savedBy}
            {one.retired && ` · ${say('settings.retired')}`}
          </li>
        ))}
      </ol>
    </details>
  );
}
