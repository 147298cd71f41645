/** 底图: the district sets itself what lies under its boundaries, sees it, and reads what the law asks of a map for everybody. */
import { Alert, App, Button, Checkbox, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { baseKinds, readBaseMap, readBaseMapSettings, saveBaseMap, type BaseMapSettings } from '#contract/basemap.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';

const none: BaseMapSettings = {
  kind: 'wmts', address: '', labels: '', attribution: '', approval: '', everybody: false, on: true, version: 0,
}; // prettier-ignore

export function BaseMapPage() {
  const { say } = useWords();
  const read = useRead(readBaseMapSettings, {});
  return (
    <Page title={say('desk.nav.base_map')} hint={say('desk.base_map.hint')}>
      <Alert type="info" title={say('desk.base_map.rule')} />
      {read.error && <Trouble error={read.error} again={() => void read.refetch()} />}
      {!read.data && !read.error && <Waiting rows={6} />}
      {read.data && (
        <div className="base-map">
          <Settings key={read.data.settings?.version ?? 0} told={read.data} />
          <Section title={say('desk.base_map.preview')}>
            <DistrictMap key={read.data.settings?.version ?? 0} label={say('desk.base_map.preview')} height={420} />
          </Section>
        </div>
      )}
    </Page>
  );
}

function Settings({ told }: { told: ReplyOf<typeof readBaseMapSettings> }) {
  const { say, listed } = useWords();
  const { message } = App.useApp();
  const [of, setOf] = useState(told.settings ?? none);
  const put = (part: Partial<BaseMapSettings>) => setOf((before) => ({ ...before, ...part }));
  const write = useWrite(saveBaseMap, { changes: [readBaseMapSettings, readBaseMap] });
  const needsNumber = of.everybody && of.approval.trim() === '';
  const ready = of.address.trim() !== '' && of.attribution.trim() !== '' && !needsNumber;
  const text = (field: 'address' | 'labels' | 'attribution' | 'approval', max: number, hint?: string) => (
    <Field
      label={say(`desk.base_map.${field}`)}
      hint={hint}
      required={field === 'address' || field === 'attribution' || (field === 'approval' && of.everybody)}
      wrong={field === 'approval' && needsNumber ? say('problem.base_map.approval') : write.error?.reasonFor(field)}
    >
      {(control) => (
        <Input
          {...control}
          value={of[field]}
          maxLength={max}
          onChange={({ target }) => put({ [field]: target.value })}
        />
      )}
    </Field>
  );
  const named = (names: readonly string[]) => (names.length > 0 ? listed(names) : say('desk.base_map.none_named'));
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        const trimmed = { ...of, address: of.address.trim(), labels: of.kind === 'wmts' ? of.labels.trim() : '' };
        write.mutate({ body: trimmed }, { onSuccess: () => void message.success(say('desk.saved')) });
      }}
    >
      <Checkbox checked={of.on} onChange={({ target }) => put({ on: target.checked })}>
        {say('desk.base_map.on')}
        {of.version > 0 && <small className="faint"> {say('desk.base_map.version', { n: of.version })}</small>}
      </Checkbox>
      <Segmented
        aria-label={say('desk.base_map.kind')}
        value={of.kind}
        onChange={(kind) => put({ kind, address: '' })}
        options={baseKinds.map((value) => ({ value, label: say(`desk.base_map.kind.${value}`) }))}
      />
      {of.kind === 'wmts' ? (
        <>
          {text(
            'address',
            500,
            say('desk.base_map.address.hint', { z: '{z}', x: '{x}', y: '{y}', origins: named(told.origins) }),
          )}
          {text('labels', 500)}
        </>
      ) : (
        <Field label={say('desk.base_map.archive')} hint={say('desk.base_map.archive.hint')} required>
          {(control) => (
            <Select
              id={control.id}
              value={of.address || undefined}
              onChange={(address: string) => put({ address })}
              options={told.archives.map((value) => ({ value, label: value }))}
              notFoundContent={say('desk.base_map.none_named')}
            />
          )}
        </Field>
      )}
      {text('attribution', 120)}
      {text('approval', 60)}
      <Checkbox checked={of.everybody} onChange={({ target }) => put({ everybody: target.checked })}>
        {say('desk.base_map.everybody')}
      </Checkbox>
      {write.error && <Trouble error={write.error} />}
      <Button type="primary" htmlType="submit" disabled={!ready} loading={write.isPending}>
        {say('desk.base_map.save')}
      </Button>
    </form>
  );
}
