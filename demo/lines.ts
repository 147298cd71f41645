/** The numbers of the demo district: one for citizens, one for services of the communities, and the emergency numbers, which it hands over. */
import { uuidv7 } from '#contract/ids.ts';
import { housePermit, unitsOf } from '#access';
import { saveLine } from '#intake';
import { inRegion, type Db } from '#kit/db.ts';

const always = { opens: null, closes: null, workdays: false };
const emergency = (number: string, name: string, nameEn: string) =>
  ({ number, kind: 'emergency', name, nameEn, purpose: '', ...always, divertTo: number, answeredBy: [], queues: [] }) as const; // prettier-ignore
const lines = [
  {
    number: '12345',
    kind: 'citizens',
    name: '政务服务便民热线',
    nameEn: 'Citizens’ hotline',
    purpose: '城市管理、公共服务的咨询、求助、投诉、建议，非紧急事项都可以打。',
    ...always,
    divertTo: null,
    answeredBy: ['jiandu', 'gongkaidianhua'],
    queues: [
      { kind: null, big: 'S02', unit: 'jiaoyu' },
      { kind: 'consultation', big: 'S02', unit: 'yibao' },
      { kind: null, big: 'S03', unit: 'renshe' },
      { kind: null, big: 'S04', unit: 'shichang' },
    ],
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
    answeredBy: ['jiandu'],
    queues: [
      { kind: null, big: null, unit: 'xinxifuwu' },
      { kind: null, big: 'S05', unit: 'minzheng' },
    ],
  },
  emergency('110', '报警', 'Police'),
  emergency('119', '火警', 'Fire'),
  emergency('120', '急救', 'Ambulance'),
] as const;

/** Each is answered by its own desks, and what is told on it goes into the queue of whoever it is work of, class by class. */
export const keepLines = ({ db, regionId }: { db: Db; regionId: number }, now: Date): Promise<void> =>
  inRegion(db, regionId, async (tx) => {
    const { byCode } = await unitsOf(tx, regionId);
    const idOf = (code: string): number => byCode.get(code)!.id;
    for (const { answeredBy, queues, ...line } of lines)
      await saveLine(
        tx,
        housePermit('catalogue.edit', regionId),
        {
          ...line,
          unitIds: answeredBy.map(idOf),
          queues: queues.map(({ kind, big, unit }) => ({ kind, big, unitId: idOf(unit) })),
        },
        {},
        uuidv7(now.getTime()),
        now,
      );
  });
