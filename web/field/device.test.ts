/** What the app does with a phone, told by a phone that is none. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { hush, letRing, ringOn, type House } from './bell.ts';
import type { BellAddress } from './device.ts';
import { fakeDevice } from './device.fake.ts';
import { following, type TrackPoint } from './following.ts';
import { begin, queued, settle, unsentCount } from './outbox.rules.ts';

function house(takes = true): House & { told: BellAddress[]; hushed: number } {
  const one = {
    told: [] as BellAddress[],
    hushed: 0,
    async tell(address: BellAddress) {
      if (!takes) throw new Error('no');
      one.told.push(address);
    },
    async untell() {
      one.hushed++;
      if (!takes) throw new Error('no network');
    },
  };
  return one;
}

test('a phone rings only when she and the house both said yes', async () => {
  const phone = fakeDevice();
  const willing = house();
  phone.says = 'no';
  expect(await letRing(phone.push, 'key', willing)).toBe('refused');
  expect(willing.told).toEqual([]);
  phone.says = 'yes';
  expect(await letRing(phone.push, 'key', willing)).toBe('on');
  expect(willing.told).toEqual([phone.bell]);
  await hush(phone.push, willing);
  expect([await phone.push.standing(), willing.hushed]).toEqual(['off', 1]);

  const unwilling = house(false);
  await expect(letRing(phone.push, 'key', unwilling)).rejects.toThrow('no');
  expect(phone.bell).toBeNull();
});

test('at sign-out it is quiet even without network; after signing in it rings for the new session', async () => {
  const phone = fakeDevice();
  await letRing(phone.push, 'key', house());
  const again = house();
  await ringOn(phone.push, again);
  expect(again.told).toHaveLength(1);
  await hush(phone.push, house(false));
  expect(phone.bell).toBeNull();
  await ringOn(phone.push, again);
  expect(again.told).toHaveLength(1);
});

test('on duty a point a minute at most, by the house’s clock; after the check-out not one more', () => {
  const phone = fakeDevice();
  const told: TrackPoint[][] = [];
  let now = Date.parse('2026-12-04T08:00:00Z');
  const track = following(
    phone.location,
    () => now,
    () => 60_000,
    (points) => told.push(points),
  );
  const walk = (seconds: number) => {
    now += seconds * 1000;
    phone.walk({ point: { lon: 120.1, lat: 30.2 }, accuracyM: 12, at: now });
  };
  for (let n = 0; n < 13; n++) walk(10); // two minutes of steps
  track.flush();
  expect(told.map((points) => points.map(({ at }) => at.slice(11, 19)))).toEqual([
    ['08:01:10', '08:02:10', '08:03:10'],
  ]);
  track.flush();
  expect(told).toHaveLength(1);
  walk(60);
  track.stop();
  expect(told[1]).toHaveLength(1);
  walk(60);
  walk(600);
  track.flush();
  expect(told).toHaveLength(2);
});

test('what is kept for one person is not the next one’s, and a photo stays until the house has it', async () => {
  const phone = fakeDevice();
  const [li, wang] = [await phone.storage.open('li'), await phone.storage.open('wang')];
  const row = queued({
    key: 'k',
    id: 'k',
    act: 'a',
    group: 'g',
    seq: await li.nextSeq(),
    what: 'photo',
    caseFrom: null,
    after: null,
    deviceAt: 0,
    offsetMs: 0,
  });
  const content = { endpoint: 'cases.addPhoto', params: {}, body: null, title: '照片' };
  const photo = await phone.camera.picture(new Blob(['jpeg']), []);
  await li.add([{ row, content, photo }]);
  expect([unsentCount(await li.rows()), unsentCount(await wang.rows())]).toEqual([1, 0]);
  const later = settle(begin(row, 0, 1), { kind: 'later' }, 2);
  await li.put([later]);
  expect((await li.photo('k'))?.byteLength).toBe(4);
  await li.put([settle(begin(later, 0, 3), { kind: 'taken', receipt: null }, 4)]);
  await li.forgetContent('k');
  expect([unsentCount(await li.rows()), await li.photo('k')]).toEqual([0, null]);
});

test('camera, location, storage and push are asked for behind the port, and nowhere else', () => {
  const behind = ['device.ts', 'shutter.tsx', 'store.ts', 'worker.ts', 'device.fake.ts', 'device.test.ts'];
  const asks =
    /navigator\.(geolocation|mediaDevices|permissions|storage)|getUserMedia|indexedDB|localStorage|sessionStorage|type="file"|pushManager|Notification\.|BarcodeDetector|SpeechRecognition/;
  const files = globSync(join(import.meta.dirname, '**/*.{ts,tsx}'));
  const asking = files.filter((path) => asks.test(readFileSync(path, 'utf8'))).map((path) => basename(path));
  // The control: behind the port they are found.
  expect(asking).toEqual(expect.arrayContaining(['device.ts', 'shutter.tsx', 'store.ts']));
  expect(asking.filter((name) => !behind.includes(name))).toEqual([]);
});
