/** 重叠与空隙: the boundaries of a layer compared with one another and with their parents. */
import { Button, Select } from 'antd';
import { useState } from 'react';
import { checkAreas, listLayers, type Job } from '#contract/areas.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Field } from '../../parts/field.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/state.tsx';
import { Findings, reportIn } from './findings.tsx';

export function AreaCheckPage() {
  const { say } = useWords();
  const called = useCalled();
  const layers = useRead(listLayers, {});
  const [chosen, choose] = useState<string | undefined>();
  const [first, setFirst] = useState<Job | undefined>();
  const write = useWrite(checkAreas);
  const job = useJob(first);
  const layer = chosen ?? layers.data?.layers.find((one) => one.unified)?.name ?? layers.data?.layers[0]?.name;
  const report = job && job.state !== 'running' ? reportIn(job.result) : null;
  return (
    <Page title={say('desk.areas.check')} hint={say('desk.check.hint')}>
      <form
        className="card stack narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (layer) write.mutate({ body: { layer } }, { onSuccess: setFirst });
        }}
      >
        <Field label={say('desk.areas.layer')} required>
          {(control) => (
            <Select
              id={control.id}
              value={layer}
              onChange={choose}
              options={(layers.data?.layers ?? []).map((one) => ({
                value: one.name,
                label: `${called({ name: one.title || one.name, nameEn: one.titleEn })} (${one.areas})`,
              }))}
            />
          )}
        </Field>
        {write.error && <Trouble error={write.error} />}
        <Button
          type="primary"
          htmlType="submit"
          disabled={!layer || job?.state === 'running'}
          loading={write.isPending}
        >
          {say('desk.check.start')}
        </Button>
      </form>
      {job && (
        <JobCard job={job}>
          <RowErrors errors={job.errors} />
          {report && <Findings report={report} />}
        </JobCard>
      )}
    </Page>
  );
}
