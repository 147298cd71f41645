/** The numbers of the demo district: one for citizens, one for services of the communities, and the emergency numbers, which it hands over. */
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { saveLine } from '#intake';
import { inRegion, type Db } from '#kit/db.ts';

const always = { opens: null, closes: null, workdays: false };
const emergency = (number: string, name: string, nameEn: string) =>
  ({ number, kind: 'emergency', name, nameEn, purpose: '', ...always, divertTo: number }) as const;
const lines = [
  {
    number: '12345',
    kind: 'citizens',
    name: '政务服务便民热线',
    nameEn: 'Citizens’ hotline',
    purpose: '城市管理、公共服务的咨询、求助、投诉、建议，非紧急事项都可以打。',
    ...always,
    divertTo: null,
  },
  {
    number: '967000',
    kind: 'community',
    name: '社区服务热线',
    nameEn: 'Community service line',
    purpose: '家政、维修、助老、预约等社区服务。',
    opens: 510,
    closes: 1230,
    workdays: false,
    divertTo: null,
  },
  emergency('110', '报警', 'Police'),
  emergency('119', '火警', 'Fire'),
  emergency('120', '急救', 'Ambulance'),
] as const;

export const keepLines = ({ db, regionId }: { db: Db; regionId: number }, now: Date): Promise<void> =>
  inRegion(db, regionId, async (tx) => {
    for (const line of lines)
      await saveLine(
        tx,
        housePermit('catalogue.edit', regionId),
        { ...line, unitIds: [] },
        {},
        uuidv7(now.getTime()),
        now,
      );
  });
