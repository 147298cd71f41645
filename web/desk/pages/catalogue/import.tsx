/** 导入清单: the file is tried first and every row that cannot be taken is told; only then is it taken. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { importCatalogue, listMatters, listResponsibilities, responsibilityReport } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { TableFile, TableResult, useTableImport } from '../../parts/table-import.tsx';
import { paths } from '../../paths.ts';

type What = 'matters' | 'responsibilities';
/** The header rows the server reads, offered as a template to fill in. */
const templates: Record<What, string[]> = {
  matters: [
    'edition',
    'kind',
    'big',
    'big_name',
    'small',
    'small_name',
    'condition_no',
    'condition',
    'close_condition',
    'limit',
    'urgent',
    'photo_hint',
    'do_not_report_when',
    'basis',
  ],
  responsibilities: ['edition', 'matter', 'area', 'condition', 'lead', 'co_units', 'basis'],
};

const changedByImport = [listMatters, listResponsibilities, responsibilityReport];

export function CatalogueImportPage() {
  const { say } = useWords();
  const [what, setWhat] = useState<What>('matters');
  const [edition, setEdition] = useState('');
  const table = useTableImport(
    (file, dryRun) =>
      upload(importCatalogue, {
        params: { jobId: uuidv7() },
        query: { what, dryRun, ...(edition.trim() ? { edition: edition.trim() } : {}) },
        file,
        onProgress: () => undefined,
      }),
    changedByImport,
  );
  return (
    <Page title={say('desk.import.catalogue')} hint={say('desk.import.catalogue.hint')}>
      <div className="card stack narrow">
        <Choice
          label={say('desk.import.what')}
          name="what"
          value={what}
          onChange={(next) => {
            setWhat(next);
            table.again();
          }}
          options={[
            { value: 'matters', label: say('desk.nav.matters') },
            { value: 'responsibilities', label: say('desk.nav.responsibilities') },
          ]}
        />
        <p>
          <Button size="small" onClick={() => saveFile(`${what}-template.csv`, csv(templates[what], []))}>
            {say('desk.import.template')}
          </Button>
        </p>
        {what === 'matters' && (
          <Field label={say('desk.matters.edition')} hint={say('desk.import.edition.hint')}>
            {(control) => (
              <Input {...control} value={edition} onChange={(event) => setEdition(event.target.value)} maxLength={60} />
            )}
          </Field>
        )}
        <TableFile table={table} />
        {table.dryRun === null && <p className="hint">{say('desk.import.try.hint')}</p>}
      </div>
      <TableResult table={table}>
        <Link to={what === 'matters' ? paths.matters() : paths.responsibilities()}>{say('desk.import.look')}</Link>
      </TableResult>
    </Page>
  );
}
