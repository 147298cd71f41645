import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refused } from '#kit/refusal.ts';
import { fieldsOfForm, fieldsOfXml } from './georeport.ts';
import { readXml, writeXml, type Element } from './xml.ts';

const read = (text: string) => readXml(Buffer.from(text));
const problemOf = (text: string): { code: string; reason: unknown } | undefined => {
  try {
    fieldsOfXml(read(text));
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { code: error.reason.refusal, reason: error.reason.params['reason'] };
  }
};

describe('XML that comes in', () => {
  test('is a request, alone or wrapped, with its attributes', () => {
    const request = `<request><service_code>E0101</service_code><description><![CDATA[井盖 <破>]]> &amp; 响</description>
      <attributes><attribute><code>condition</code><value>1</value></attribute></attributes></request>`;
    const fields = { service_code: 'E0101', description: '井盖 <破> & 响', attribute: { condition: ['1'] } };
    expect(fieldsOfXml(read(`<?xml version="1.0" encoding="utf-8"?>\n${request}`))).toEqual(fields);
    expect(fieldsOfXml(read(`<service_requests>${request}</service_requests>`))).toEqual(fields);
  });

  test('with a DOCTYPE or an entity of its own is refused before anything is expanded', () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><request><description>&b;</description></request>`;
    const file = `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><request><description>&x;</description></request>`;
    for (const text of [
      bomb,
      file,
      '<!DOCTYPE request><request/>',
      '<request><description>&x;</description></request>',
    ])
      expect(problemOf(text)?.code, text).toBe('xml.entities');
  });

  test('that is broken says where', () => {
    expect(problemOf('<request><lat>39.9</long></request>')).toEqual({
      code: 'xml.broken',
      reason: expect.stringContaining('1:'),
    });
    for (const text of [
      '',
      'lat=39',
      '<request>',
      '<a><b></a>',
      '<html/>',
      '<service_requests><request/><request/></service_requests>',
    ])
      expect(problemOf(text)?.code, text).toBe('xml.broken');
    const deep = '<request>'.repeat(20) + '</request>'.repeat(20);
    expect(problemOf(deep)).toEqual({ code: 'xml.broken', reason: 'more than 8 levels' });
    expect(problemOf(`<request>${'<x/>'.repeat(2_000)}</request>`)?.reason).toBe('more than 1000 elements');
    expect(() => readXml(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toThrow(/not UTF-8/);
  });
});

/** Characters XML 1.0 has no way to write. */
// oxlint-disable-next-line no-control-regex
const cannotBe = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

describe('XML that goes out', () => {
  test('gives the children of a list the singular, and an empty element for what is not there', () => {
    expect(writeXml('service_requests', [{ service_request_id: 'PN-1', lat: null, description: 'a < b & "c"' }])).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<service_requests><request><service_request_id>PN-1</service_request_id><lat/>' +
        '<description>a &lt; b &amp; "c"</description></request></service_requests>\n',
    );
    expect(writeXml('service_definition', { attributes: [{ required: true, values: [{ key: '1' }] }] })).toContain(
      '<attributes><attribute><required>true</required><values><value><key>1</key></value></values></attribute></attributes>',
    );
    expect(writeXml('errors', [])).toContain('<errors></errors>');
  });

  test('is read back as it was, whatever stood in a text', () => {
    const textOf = (root: Element) => root.children[0]!.children[0]?.text ?? '';
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const back = textOf(read(writeXml('service_requests', [{ description: text }])));
        expect(back).toBe(text.replace(cannotBe, '\ufffd').toWellFormed());
      }),
      { numRuns: 40 },
    );
  });
});

test('a form has its attributes by code, one or several', () => {
  const fields = fieldsOfForm(
    'service_code=E1&attribute=x&attribute[a]=1&attribute[b][]=x&attribute[b][]=y&attribute[__proto__]=z&a%5B=1',
  );
  expect(fields['service_code']).toBe('E1');
  expect(Object.entries(fields.attribute!)).toEqual([
    ['a', '1'],
    ['b', ['x', 'y']],
    ['__proto__', 'z'],
  ]);
  expect(({} as Record<string, unknown>)['z']).toBeUndefined();
});
