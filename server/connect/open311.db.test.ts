/** Open311 as an outside client meets it: over HTTP, form in, JSON and XML out, on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes, makeMove } from '#cases';
import { inCell, layCorner, outsideAll, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Answer, type Door } from '../../test/support/knock.ts';
import { intakeRoutes } from '../intake/routes.ts';
import { connectRoutes } from './routes.ts';
import { readXml, type Element } from './xml.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  // The manhole gets a second condition, the urgent one; litter becomes a matter whose spot is nobody's business.
  await sql`
    insert into catalogue.conditions (region_id, matter_id, n, filing, closing, time_limit, urgent, not_when)
    values (${corner.regionId}, ${corner.matters.manhole}, 2, '井盖缺失,有人可能跌入', '井盖复位', '2uh', true, '施工单位有人值守')`.execute(
    corner.owner,
  );
  await sql`update catalogue.matters set sensitive = true where region_id = ${corner.regionId} and id = ${corner.matters.litter}`.execute(
    corner.owner,
  );
  door = await openDoor(corner, [intakeRoutes, connectRoutes, caseRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const here = { lat: String(inCell.lat), long: String(inCell.lon) };
type Fields = Record<string, string>;
const send = (fields: Fields | string, to = 'requests.json'): Promise<Answer> =>
  door.knock(`/open311/v2/${to}`, {
    method: 'POST',
    bytes: Buffer.from(typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()),
    type: 'application/x-www-form-urlencoded; charset=utf-8',
  });
const sendXml = (text: string): Promise<Answer> =>
  door.knock('/open311/v2/requests.xml', { method: 'POST', bytes: Buffer.from(text), type: 'text/xml' });
const sent = async (fields: Fields): Promise<string> => {
  const reply = await send(fields);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body[0].service_request_id as string;
};
const get = (path: string) => door.knock(`/open311/v2/${path}`);
const read = async (number: string): Promise<any> => (await get(`requests/${number}.json`)).body[0];
const tree = (reply: Answer): any => plain(readXml(reply.raw));
/** XML as an object; what stands several times is a list. */
function plain({ text, children }: Element): any {
  if (children.length === 0) return text;
  const object: Record<string, any> = {};
  for (const [name, same] of Map.groupBy(children, (child) => child.name))
    object[name] = same.length === 1 ? plain(same[0]!) : same.map(plain);
  return object;
}
const refusal = (reply: Answer) => {
  const [error] = reply.body as { code: number; description: string }[];
  return [reply.status, error?.code, /\[([\w.]+)\]$/.exec(error?.description ?? '')?.[1]];
};
const stored = async (): Promise<number> =>
  (
    await sql<{
      n: number;
    }>`select count(*)::int as n from intake.reports where region_id = ${corner.regionId}`.execute(corner.db)
  ).rows[0]!.n;
const rowOf = async (number: string): Promise<any> =>
  (
    await sql<any>`
      select r.*, c.matter_id, c.matter_by, c.condition_id, c.area_id, c.state, c.located_by, q.media_url, q.key_id, q.description as published
        from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
        left join connect.requests q on q.region_id = r.region_id and q.report_id = r.id
       where r.region_id = ${corner.regionId} and r.number = ${number}`.execute(corner.db)
  ).rows[0];
const move = async (number: string, post: Post, input: MoveInput): Promise<void> => {
  const { case_id: caseId } = await rowOf(number);
  await within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, door.house.now()));
};

describe('discovery', () => {
  test('names two endpoints, with the types letter by letter, alike in both formats', async () => {
    const [json, xml] = [await door.knock('/open311/discovery.json'), await door.knock('/open311/discovery.xml')];
    expect(json.headers['content-type']).toBe('application/json');
    expect(xml.headers['content-type']).toBe('text/xml');
    expect(json.body.endpoints).toHaveLength(2);
    expect(json.body.endpoints[0]).toMatchObject({
      specification: 'http://wiki.open311.org/GeoReport_v2',
      url: 'http://localhost:80/open311/v2',
      type: 'production',
      formats: ['text/xml', 'application/json'],
    });
    expect(new Date(json.body.changeset).getTime()).toBeLessThan(Date.now());
    const { endpoints, ...rest } = tree(xml);
    expect(endpoints.endpoint.map(({ formats, ...one }: any) => ({ ...one, formats: formats.format }))).toEqual(
      json.body.endpoints,
    );
    expect({ ...rest, endpoints: json.body.endpoints }).toEqual(json.body);
  });
});

describe('services', () => {
  test('may be read by a page of another site; what is sent from one is refused', async () => {
    const read = await get('services.json');
    expect(read.headers['access-control-allow-origin']).toBe('*');
    const foreign = await door.knock('/open311/v2/requests.json', {
      method: 'POST',
      bytes: Buffer.from('service_code=x'),
      type: 'application/x-www-form-urlencoded',
      headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(refusal(foreign)).toEqual([403, 403, 'request.foreign_origin']);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('are the matters in use; the first asks nothing; XML and JSON are alike', async () => {
    const [json, xml] = [await get('services.json'), await get('services.xml')];
    expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(xml.headers['content-type']).toBe('text/xml; charset=utf-8');
    const codes = json.body.map((service: any) => service.service_code);
    expect(codes).toEqual(['E9999', 'E0102', 'E0201', 'E0101']);
    expect(tree(xml).service).toEqual(
      json.body.map((service: any) => ({ ...service, metadata: String(service.metadata) })),
    );
    expect((await get(`services/${codes[0]}.json`)).body).toEqual({ service_code: 'E9999', attributes: [] });
  });

  test('the definition asks which condition it is', async () => {
    const { body } = await get('services/E0101.json');
    expect(body.attributes).toMatchObject([
      {
        code: 'condition',
        required: true,
        datatype: 'singlevaluelist',
        values: [{ key: '1' }, { key: '2', name: '井盖缺失,有人可能跌入' }],
      },
      { code: 'not_when', variable: false, required: false },
    ]);
    const { attributes } = tree(await get('services/E0101.xml'));
    expect(attributes.attribute[0].values.value[1]).toEqual({ key: '2', name: '井盖缺失,有人可能跌入' });
    expect(refusal(await get('services/E0404.json'))).toEqual([404, 404, 'open311.unknown_service']);
  });
});

describe('a request', () => {
  test('without key, jurisdiction or id has its number at once and is read at once as open in JSON and XML', async () => {
    const reply = await send({
      service_code: 'E0102',
      ...here,
      description: '路灯不亮,已经三天。',
      address_string: '幸福里门口',
    });
    expect(reply.status).toBe(200);
    const [{ service_request_id: number, service_notice, account_id }] = reply.body;
    expect(number).toMatch(/^PN\d{8}-\d{6}$/);
    expect(account_id).toBeNull();
    const request = await read(number);
    expect(request).toMatchObject({
      service_request_id: number,
      status: 'open',
      status_notes: '已收到，等待受理',
      service_code: 'E0102',
      service_name: '路灯',
      description: '路灯不亮,已经三天。',
      address: '幸福里门口, 柳岸社区, 河东街道, 平宁区',
      address_id: '990101001001001',
      lat: inCell.lat,
      long: inCell.lon,
      requested_datetime: '2026-11-23T02:00:00.000Z',
    });
    const xml = await get(`requests/${number}.xml`);
    expect(xml.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(xml.raw.toString()).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<service_requests><request>/);
    const asText = Object.fromEntries(
      Object.entries(request as Record<string, string | number | null>).map(([name, value]) => [
        name,
        String(value ?? ''),
      ]),
    );
    expect(tree(xml).request).toEqual(asText);
    expect((await get('requests.json')).body.map((one: any) => one.service_request_id)).toContain(number);
    // It is a report like any other, with its receipt.
    expect(await rowOf(number)).toMatchObject({
      channel: 'open311',
      naming: 'anonymous',
      kind: 'help',
      title: '路灯不亮,已经三天',
      matter_id: corner.matters.lamp,
      matter_by: 'reporter',
      area_id: corner.areas.cell,
      state: 'reported',
    });
    const code = /查询码 ([0-9A-Z-]+)/.exec(service_notice)![1]!;
    const receipt = await door.knock(`/v1/receipts/${number}`, { code });
    expect(receipt.body).toMatchObject({ number, channel: 'open311', detail: '路灯不亮,已经三天。' });
  });

  test('with an id is one request however often it is sent; without one each is another', async () => {
    const fields = { service_code: 'E0102', ...here, description: '灯杆倾斜' };
    expect(await sent(fields)).not.toBe(await sent(fields));
    const id = uuidv7();
    const replies = await Promise.all([1, 2, 3].map(() => send({ ...fields, id })));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(refusal(await send({ ...fields, id, description: '别的' }))).toEqual([400, 400, 'command.id_reused']);
    // A sender that lost the answer asks by its own id.
    const number = replies[0]!.body[0].service_request_id;
    expect((await get(`tokens/${id}.json`)).body).toEqual([{ service_request_id: number, token: id }]);
    expect(tree(await get(`tokens/${number}.xml`)).request).toEqual({ service_request_id: number, token: number });
    expect(refusal(await get(`tokens/${uuidv7()}.json`))).toEqual([404, 404, 'open311.unknown_token']);
    expect(refusal(await get('tokens/nothing.json'))).toEqual([404, 404, 'open311.unknown_token']);
  });

  test('comes as XML too, and is answered in XML', async () => {
    const reply = await sendXml(`<?xml version="1.0" encoding="UTF-8"?><request><service_code>E0101</service_code>
      <lat>${inCell.lat}</lat><long>${inCell.lon}</long><description>响 &lt;很&gt; 大</description>
      <attribute><code>condition</code><value>1</value></attribute></request>`);
    expect(reply.status).toBe(200);
    const number = tree(reply).request.service_request_id;
    expect(await read(number)).toMatchObject({ service_code: 'E0101', description: '响 <很> 大' });
    const row = await rowOf(number);
    expect(row).toMatchObject({ condition_id: corner.conditions.manhole, matter_by: 'reporter' });
    expect(row.detail).toContain('属于哪种情形？井盖缺失、移位、破损');
  });

  test('and as JSON, with numbers as numbers', async () => {
    const body = { service_code: 'E0102', lat: inCell.lat, long: inCell.lon, description: null, attribute: {} };
    const reply = await door.knock('/open311/v2/requests.json', { body });
    expect(await read(reply.body[0].service_request_id)).toMatchObject({ status: 'open', description: null });
  });

  test('by an address or the code of a cell is placed too', async () => {
    const named = await read(await sent({ service_code: 'E0102', address_string: '幸福里 3 号楼' }));
    expect(named).toMatchObject({ lat: 39.902, long: 116.302, address_id: '990101001001001' });
    const coded = await read(await sent({ service_code: 'E0102', address_id: '990101001001' }));
    expect(coded).toMatchObject({ address_id: '990101001001', lat: null });
    const nowhere = await sent({ service_code: 'E0102', address_string: '不知道在哪里' });
    expect(await read(nowhere)).toMatchObject({ status: 'open', lat: null, long: null, address_id: '990101' });
    // Without a place on the map it is not listed, and found by its number all the same.
    expect((await get('requests.json')).body.map((one: any) => one.service_request_id)).not.toContain(nowhere);
    const outside = await read(await sent({ service_code: 'E0102', lat: '39.8', long: '116.5' }));
    expect(outside).toMatchObject({ lat: outsideAll.lat, long: outsideAll.lon, address: '平宁区' });
  });

  test('for anything else is looked at by its words, and shown under the service that was asked for', async () => {
    const number = await sent({ service_code: 'E9999', ...here, description: '上水井盖缺失破损,井盖移位' });
    expect(await rowOf(number)).toMatchObject({ matter_id: corner.matters.manhole, matter_by: 'triage' });
    expect(await read(number)).toMatchObject({ service_code: 'E9999', service_name: '其他事项' });
    await move(number, 'receiver', { move: 'receive', matterId: corner.matters.manhole });
    expect(await read(number)).toMatchObject({ service_code: 'E0101', status_notes: '已受理' });
  });
});

describe('what is wrong is named, and nothing of it is kept', () => {
  const good = { service_code: 'E0102', ...here };
  const cases: [string, Fields, number, string][] = [
    ['no service code', { ...here }, 400, 'open311.service_needed'],
    ['an unknown service code', { ...good, service_code: 'E0404' }, 404, 'open311.unknown_service'],
    ['a required attribute missing', { ...good, service_code: 'E0101' }, 400, 'open311.attribute_missing'],
    [
      'an attribute empty',
      { ...good, service_code: 'E0101', 'attribute[condition]': ' ' },
      400,
      'open311.attribute_missing',
    ],
    [
      'an option that is none',
      { ...good, service_code: 'E0101', 'attribute[condition]': '9' },
      400,
      'open311.attribute_value',
    ],
    ['no place', { service_code: 'E0102', description: '哪里?' }, 400, 'open311.location_needed'],
    ['half a place', { service_code: 'E0102', lat: '39.905' }, 400, 'area.bad_coordinate'],
    ['coordinates beyond the earth', { ...good, lat: '139.9', long: '916' }, 400, 'area.bad_coordinate'],
    ['coordinates that are words', { ...good, lat: 'north', long: 'east' }, 400, 'area.bad_coordinate'],
    ['latitude and longitude exchanged', { ...good, lat: here.long, long: here.lat }, 400, 'area.bad_coordinate'],
    ['the origin of the world', { ...good, lat: '0', long: '0' }, 400, 'area.bad_coordinate'],
    ['an address nobody knows', { service_code: 'E0102', address_id: '12' }, 400, 'open311.unknown_address'],
    ['a picture in the file system', { ...good, media_url: 'file:///etc/passwd' }, 400, 'open311.media_url'],
    ['a mail address that is none', { ...good, email: 'nobody' }, 400, 'request.invalid'],
    ['too many words', { ...good, description: '长'.repeat(4_001) }, 400, 'request.invalid'],
    ['an id that is none', { ...good, id: '1' }, 400, 'request.invalid'],
  ];
  test.each(cases)('%s', async (_what, fields, status, code) => {
    const before = await stored();
    expect(refusal(await send(fields))).toEqual([status, status, code]);
    const xml = await send(fields, 'requests.xml');
    expect(xml.status).toBe(status);
    expect(tree(xml).error).toEqual({ code: String(status), description: expect.stringContaining(`[${code}]`) });
    expect(await stored()).toBe(before);
  });

  test('broken XML, entities, another content type, an address that does not exist', async () => {
    const before = await stored();
    const named = async (reply: Promise<Answer>) => {
      const { status, raw } = await reply;
      return [status, /\[([\w.]+)\]<\/description>/.exec(raw.toString())?.[1]];
    };
    expect(await named(sendXml('<request><lat>39.9</request>'))).toEqual([400, 'xml.broken']);
    expect(await named(sendXml('<!DOCTYPE r [<!ENTITY x "y">]><request>&x;</request>'))).toEqual([400, 'xml.entities']);
    const other = { method: 'POST', bytes: Buffer.from('x'), type: 'multipart/form-data; boundary=x' } as const;
    expect(await named(door.knock('/open311/v2/requests.xml', other))).toEqual([400, 'request.media_type']);
    expect(await named(get('nothing.xml'))).toEqual([404, 'request.not_found']);
    expect(await named(get('services.html'))).toEqual([400, 'request.invalid']);
    const heavy = `description=${'x'.repeat(1_100_000)}`;
    expect(await named(send(heavy, 'requests.xml'))).toEqual([400, 'request.too_large']);
    expect(await stored()).toBe(before);
  });

  test('a picture’s address is kept as words for staff, never opened, never shown', async () => {
    const number = await sent({ ...good, description: '灯坏了', media_url: 'https://pictures.example/1.jpg' });
    const row = await rowOf(number);
    expect(row.media_url).toBe('https://pictures.example/1.jpg');
    expect(row.detail).toContain('系统不自动打开');
    expect(JSON.stringify(await read(number))).not.toContain('pictures.example');
  });

  test('control characters and what the standard does not know do no harm', async () => {
    const number = await sent({
      ...good,
      description: '灯\u0000坏\r\n了\u0007',
      device_id: 'tt2',
      jurisdiction_id: 'city.example',
      extensions: 'true',
    });
    expect((await read(number)).description).toBe('灯坏\n了');
  });
});

describe('the list', () => {
  const numbers = async (query: string): Promise<string[]> => {
    const reply = await get(`requests.json?${query}`);
    expect(reply.status, reply.raw.toString()).toBe(200);
    return reply.body.map((one: any) => one.service_request_id);
  };

  test('by service, status, dates, numbers and pages; newest first', async () => {
    door.at('2026-06-01T02:00:00Z');
    const old = await sent({ service_code: 'E0102', ...here, description: '半年前' });
    door.at('2026-11-24T02:00:00Z');
    const first = await sent({ service_code: 'E0102', ...here });
    door.at('2026-11-24T02:01:00Z');
    const second = await sent({ service_code: 'E0101', ...here, 'attribute[condition]': '2' });
    await move(first, 'receiver', { move: 'answer', text: '已答复。' });

    const all = await numbers('');
    expect(all.slice(0, 2)).toEqual([second, first]);
    expect(all).not.toContain(old);
    expect(await numbers('start_date=2026-05-01T00:00:00Z')).toEqual([old]);
    expect(await numbers('end_date=2026-07-01T00:00:00Z')).toEqual([old]);
    expect(await numbers('start_date=2026-11-24T10:01:00+08:00&status=&page=')).toEqual([second]);
    expect(await numbers('start_date=2026-11-24&status=closed')).toEqual([first]);
    expect(await numbers('start_date=2026-11-24&status=open')).toEqual([second]);
    expect(await numbers('start_date=2026-11-24&status=open&status=closed')).toEqual([second, first]);
    expect(await numbers('start_date=2026-11-24&service_code=E0102,E9999')).toEqual([first]);
    expect(await numbers('page=1&page_size=1')).toEqual([second]);
    expect(await numbers('page=2&page_size=1')).toEqual([first]);
    // Numbers override everything else.
    expect(await numbers(`service_request_id=${old},${first.toLowerCase()},PN20260101-000000&status=open`)).toEqual([
      first,
      old,
    ]);
    const wrong = async (query: string) => refusal(await get(`requests.json?${query}`))[2];
    expect(await wrong('start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z')).toBe('open311.span');
    expect(await wrong('start_date=gestern')).toBe('open311.date');
    expect(await wrong('page_size=5000')).toBe('open311.page');
    expect(await wrong('status=fixed')).toBe('open311.status');
    expect(await wrong('service_code=E0404')).toBe('open311.unknown_service');
    expect(refusal(await get('requests/PN20260101-000000.json'))).toEqual([404, 404, 'open311.unknown_request']);
    door.at('2026-11-24T03:00:00Z');
  });

  test('has other doors’ reports without a word of theirs, and nothing that was said in confidence', async () => {
    const report = async (more: object): Promise<string> => {
      const body = {
        id: uuidv7(),
        kind: 'complaint',
        title: '楼上王某漏水',
        detail: '我住 502',
        placeText: '9 号楼 502 室',
        location: inCell,
        naming: 'anonymous',
        matterId: corner.matters.lamp,
        ...more,
      };
      const reply = await door.knock('/v1/reports', { body });
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      return reply.body.number as string;
    };
    const open = await report({});
    const contact = { phone: '13900000000' };
    const hidden = [await report({ naming: 'confidential', contact }), await report({ kind: 'whistle' })];
    const unplaced = await report({ location: undefined, placeText: '' });
    const list = await get('requests.json');
    const shown = list.body.find((one: any) => one.service_request_id === open);
    expect(shown).toMatchObject({ description: null, address: '柳岸社区, 河东街道, 平宁区', lat: inCell.lat });
    for (const words of ['王某', '9 号楼', '1390000']) expect(list.raw.toString()).not.toContain(words);
    // By itself: numbers and ids are drawn by lot and may hold these digits.
    expect(list.raw.toString()).not.toMatch(/(?<![\w.-])502(?![\w.-])/);
    const listed = await numbers('');
    for (const number of [...hidden, unplaced]) {
      expect(listed).not.toContain(number);
      expect((await get(`requests/${number}.json`)).status).toBe(404);
      expect(await numbers(`service_request_id=${number}`)).toEqual([]);
    }
  });

  test('knows of a sensitive matter the cell only', async () => {
    const spot = { lat: '39.9012', long: '116.3087' };
    const number = await sent({
      service_code: 'E0201',
      ...spot,
      description: '张家门口',
      address_string: '3 号楼 502',
    });
    expect(await read(number)).toMatchObject({
      description: null,
      lat: 39.905,
      long: 116.305,
      address: '柳岸社区, 河东街道, 平宁区',
    });
    // Also where a machine only supposes it.
    const supposed = await sent({ service_code: 'E9999', ...spot, description: '暴露垃圾成堆、散落在张家门口' });
    expect(await rowOf(supposed)).toMatchObject({ matter_id: corner.matters.litter, matter_by: 'triage' });
    expect(await read(supposed)).toMatchObject({ service_code: 'E9999', description: null, lat: 39.905 });
    const outside = await sent({ service_code: 'E0201', lat: '39.8', long: '116.5' });
    expect(await read(outside)).toMatchObject({ lat: null, long: null });
    expect(await numbers('')).not.toContain(outside);
  });

  test('never tells who sent it, also where the words do', async () => {
    const reply = await send({
      service_code: 'E0102',
      ...here,
      first_name: '小明',
      last_name: '张',
      phone: '139-0000-0001',
      email: 'ming@example.com',
      description: '我是张小明,电话 139-0000-0001 或 13900000002,路灯不亮',
    });
    const number = reply.body[0].service_request_id;
    expect((await read(number)).description).toBe('我是***,电话 *** 或 ***,路灯不亮');
    expect(await rowOf(number)).toMatchObject({ naming: 'named', has_contact: true });
    const everything = [await get('requests.json'), await get('requests.xml'), await get('servicerequestupdates.json')]
      .map(({ raw }) => raw.toString())
      .join('');
    for (const own of ['小明', 'ming@', '0000-0001', '13900000002']) expect(everything).not.toContain(own);
    // A name alone reaches nobody and is not kept.
    const nameless = await sent({ service_code: 'E0102', ...here, first_name: 'Ann', last_name: 'Smith' });
    expect(await rowOf(nameless)).toMatchObject({ naming: 'anonymous', has_contact: false });
  });

  test('closes with the case; what was merged follows its master; what was voided is not listed', async () => {
    const [master, twin] = [
      await sent({ service_code: 'E0102', ...here }),
      await sent({ service_code: 'E0102', ...here }),
    ];
    const { case_id: into } = await rowOf(master);
    await move(twin, 'receiver', { move: 'merge', into });
    expect(await read(twin)).toMatchObject({ status: 'open', status_notes: '与同类诉求合并办理；已收到，等待受理' });
    await move(master, 'receiver', { move: 'answer', text: '本周内更换灯具。' });
    expect(await read(twin)).toMatchObject({
      status: 'closed',
      status_notes: '与同类诉求合并办理；已答复：本周内更换灯具。',
      updated_datetime: door.house.now().toISOString(),
    });
    const mistaken = await sent({ service_code: 'E0102', ...here });
    await move(mistaken, 'receiver', { move: 'receive' });
    await move(mistaken, 'duty_officer', { move: 'void', reason: 'test', text: '试验' });
    expect(await numbers('')).not.toContain(mistaken);
    expect(await read(mistaken)).toMatchObject({ status: 'closed' });
  });
});

describe('updates', () => {
  const updatesOf = async (number: string, query = ''): Promise<any[]> =>
    (await get(`servicerequestupdates.json?service_request_id=${number}${query}`)).body;

  test('tell each step, oldest first, and the sender’s words among them', async () => {
    const number = await sent({ service_code: 'E0102', ...here, description: '灯不亮' });
    expect(await updatesOf(number)).toEqual([]);
    await move(number, 'receiver', { move: 'receive' });
    const add = {
      service_request_id: number,
      description: '还有一盏也不亮,电话 13900000003',
      status: 'CLOSED',
      update_id: 'u-1',
    };
    const reply = await send(add, 'servicerequestupdates.json');
    expect(reply.status, reply.raw.toString()).toBe(200);
    const [{ update_id }] = reply.body;
    // Sent again it is the same; the same id for other words is refused.
    expect((await send(add, 'servicerequestupdates.json')).body).toEqual([{ update_id }]);
    expect(refusal(await send({ ...add, description: '别的' }, 'servicerequestupdates.json'))[2]).toBe(
      'command.id_reused',
    );
    const { rows } = await sql<{ text: string }>`
      select p.text from intake.replies p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
       where r.region_id = ${corner.regionId} and r.number = ${number}`.execute(corner.db);
    expect(rows).toEqual([{ text: `${add.description} （提交方标记为已解决）` }]);
    // Its state stays ours to change.
    expect((await read(number)).status).toBe('open');
    await move(number, 'receiver', { move: 'answer', text: '明天去修。' });
    expect(await updatesOf(number)).toMatchObject([
      { service_request_id: number, status: 'open', description: '已受理' },
      { update_id, status: 'open', description: '还有一盏也不亮,电话 ***' },
      { status: 'closed', description: '已答复：明天去修。' },
    ]);
    const [last] = (await updatesOf(number)).slice(-1);
    expect(await updatesOf(number, '&page=3&page_size=1')).toEqual([last]);
    const xml = tree(await get(`servicerequestupdates.xml?service_request_id=${number}`));
    expect(xml.request_update.map((one: any) => one.description)).toEqual(
      (await updatesOf(number)).map((one) => one.description),
    );
    expect(refusal(await get('servicerequestupdates.json?start_date=x'))[2]).toBe('open311.date');
  });

  test('do not tell of a step that was taken back; made again it is told once, and what stood before stays told', async () => {
    const [master, twin] = [
      await sent({ service_code: 'E0102', ...here }),
      await sent({ service_code: 'E0102', ...here }),
    ];
    const { case_id: caseId } = await rowOf(master);
    const told = async (number: string) => (await updatesOf(number)).map((one) => one.description);
    await move(twin, 'receiver', { move: 'receive' });
    await move(twin, 'receiver', { move: 'merge', into: caseId });
    const before = await told(twin);
    expect(before[0]).toBe('已受理');
    door.at(new Date(door.house.now().getTime() + 60_000).toISOString());
    await move(master, 'receiver', { move: 'receive' });
    expect([await told(master), await told(twin)]).toEqual([['已受理'], [...before, '已受理']]);
    const { version } = (await door.knock(`/v1/cases/${caseId}`, { as: 'receiver' })).body.case;
    const undo = await door.knock(`/v1/cases/${caseId}/undo`, { as: 'receiver', body: { id: uuidv7(), version } });
    expect([undo.status, undo.body.state]).toEqual([200, 'reported']);
    expect([await told(master), await told(twin)]).toEqual([[], before]);
    expect((await read(master)).status_notes).toBe('已收到，等待受理');
    await move(master, 'receiver', { move: 'receive' });
    expect([await told(master), await told(twin)]).toEqual([['已受理'], [...before, '已受理']]);
  });

  test('"open" after the answer asks to look again; merged cases are told their master’s steps', async () => {
    const [master, twin] = [
      await sent({ service_code: 'E0102', ...here }),
      await sent({ service_code: 'E0102', ...here }),
    ];
    await move(twin, 'receiver', { move: 'merge', into: (await rowOf(master)).case_id });
    await move(master, 'receiver', { move: 'answer', text: '已查看。' });
    expect((await updatesOf(twin)).map((one) => one.status)).toEqual(['open', 'closed']);
    const again = await send(
      { service_request_id: master, description: '还是不亮', status: 'open' },
      'servicerequestupdates.xml',
    );
    expect(tree(again).request_update.update_id).toMatch(/^\d+$/);
    const { rows } = await sql<{ unsolved: boolean }>`
      select p.unsolved from intake.replies p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
       where r.region_id = ${corner.regionId} and r.number = ${master}`.execute(corner.db);
    expect(rows).toEqual([{ unsolved: true }]);
  });

  test('without words, or to what this sender did not send, are refused', async () => {
    const number = await sent({ service_code: 'E0102', ...here });
    const add = (fields: Fields) => send(fields, 'servicerequestupdates.json');
    expect(refusal(await add({ service_request_id: number }))).toEqual([400, 400, 'open311.update_empty']);
    expect(refusal(await add({ description: 'x' }))).toEqual([404, 404, 'open311.unknown_request']);
    expect(refusal(await add({ service_request_id: number, description: 'x', status: 'fixed' }))[2]).toBe(
      'open311.status',
    );
    const body = { id: uuidv7(), kind: 'help', title: '别人的', location: inCell, naming: 'anonymous' };
    const foreign = (await door.knock('/v1/reports', { body })).body.number;
    expect(refusal(await add({ service_request_id: foreign, description: 'x' }))[2]).toBe('open311.unknown_request');
  });
});

describe('a real installation', () => {
  const make = async (name: string): Promise<{ id: string; key: string }> => {
    const body = { id: uuidv7(), name, purpose: '互通' };
    const reply = await door.knock('/v1/connect/keys', { as: 'system_admin', body });
    expect(reply.body.made).toMatchObject({ id: body.id, name, endedAt: null, requests: 0 });
    return { id: body.id, key: reply.body.key };
  };

  test('wants a key to send; what a key sent, and the answers to it, are that key’s', async () => {
    const fields = { service_code: 'E0102', ...here, description: '灯不亮' };
    const [paper, town] = [await make('晚报'), await make('邻区')];
    door.house.config.demo = false;
    try {
      expect(refusal(await send(fields))).toEqual([403, 403, 'open311.key_needed']);
      expect(refusal(await send({ ...fields, api_key: 'glk_guess' }))).toEqual([403, 403, 'open311.key_needed']);
      const number = await sent({ ...fields, api_key: paper.key });
      expect(await rowOf(number)).toMatchObject({ key_id: paper.id });
      await move(number, 'receiver', { move: 'answer', text: '王女士,灯已修好。' });
      const asked = async (key?: string) =>
        (await get(`requests/${number}.json${key ? `?api_key=${key}` : ''}`)).body[0].status_notes;
      expect(await asked()).toBe('已答复');
      expect(await asked(town.key)).toBe('已答复');
      expect(await asked(paper.key)).toBe('已答复：王女士,灯已修好。');
      const updates = async (key: string) =>
        (await get(`servicerequestupdates.json?service_request_id=${number}&api_key=${key}`)).body;
      expect(await updates(town.key)).toMatchObject([{ description: '已答复' }]);
      expect(await updates(paper.key)).toMatchObject([{ description: '已答复：王女士,灯已修好。' }]);
      const add = { service_request_id: number, description: 'x' };
      expect(refusal(await send({ ...add, api_key: town.key }, 'servicerequestupdates.json'))[2]).toBe(
        'open311.unknown_request',
      );
      expect((await send({ ...add, api_key: paper.key }, 'servicerequestupdates.json')).status).toBe(200);
      // Reading needs none.
      expect((await get('services.json')).status).toBe(200);
    } finally {
      door.house.config.demo = true;
    }
  });

  test('a key is made and ended by who keeps the catalogue; it is kept as a hash; wrong ones are slowed', async () => {
    const { id, key } = await make('试用');
    expect(key).toMatch(/^glk_[\w-]{43}$/);
    const { rows } = await sql<{
      row: string;
    }>`select k::text as row from connect.keys k where region_id = ${corner.regionId}`.execute(corner.db);
    expect(JSON.stringify(rows)).not.toContain(key.slice(4));
    const body = { id: uuidv7(), name: 'x' };
    expect((await door.knock('/v1/connect/keys', { as: 'receiver', body })).status).toBe(403);
    expect((await door.knock('/v1/connect/keys', { as: 'receiver' })).status).toBe(403);
    expect((await door.knock('/v1/connect/keys', { body })).body.code).toBe('reader.not_signed_in');
    const page = await door.knock('/v1/connect/keys?limit=2', { as: 'system_admin' });
    expect(page.body.rows).toHaveLength(2);
    const rest = await door.knock(`/v1/connect/keys?limit=2&after=${page.body.next}`, { as: 'system_admin' });
    expect(rest.body).toMatchObject({ rows: [{ id, name: '试用' }], next: null });

    const end = (keyId: string, more: object = {}) =>
      door.knock(`/v1/connect/keys/${keyId}/end`, { as: 'system_admin', body: { id: uuidv7(), ...more } });
    const endedAt = door.house.now().toISOString();
    expect((await end(id, { version: 1 })).body).toMatchObject({ id, endedAt, version: 2 });
    // Somebody else was faster: it is told when, and stays as it ended.
    const late = await end(id, { version: 1 });
    expect([late.status, late.body.code, late.body.current]).toEqual([409, 'thing.stale', { version: 2, endedAt }]);
    expect((await end(id)).body).toMatchObject({ endedAt, version: 2 });
    expect((await end(uuidv7())).status).toBe(404);
    const { rows: facts } = await sql<{ kind: string }>`
      select kind from kit.facts where region_id = ${corner.regionId} and subject = 'key' and subject_id = ${id} order by n`.execute(
      corner.db,
    );
    expect(facts.map((fact) => fact.kind)).toEqual(['key.made', 'key.ended']);
    door.house.config.demo = false;
    try {
      const fields = { service_code: 'E0102', ...here, api_key: key };
      for (let tries = 0; tries < 20; tries++) await send(fields);
      const slowed = await send(fields);
      expect(refusal(slowed)).toEqual([429, 429, 'request.too_many']);
      expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      door.house.config.demo = true;
      door.at('2026-11-24T09:00:00Z');
    }
  });
});
