/** A phone for tests: stands where it is told, keeps in memory, and is rung by whoever asks. No browser behind it. */
import type { BellAddress, DevicePort, Fix } from './device.ts';
import type { Row } from './outbox.rules.ts';
import type { Content, Store } from './store.ts';

export type FakeDevice = DevicePort & {
  /** she walks: everybody who follows is told */
  walk(fix: Fix): void;
  /** what the person says to the browser's question */
  says: 'yes' | 'no';
  bell: BellAddress | null;
};

function memoryStore(): Store {
  const rows = new Map<string, Row>();
  const contents = new Map<string, Content>();
  const photos = new Map<string, ArrayBuffer>();
  const kept = new Map<string, string>();
  let seq = 0;
  return {
    rows: async () => structuredClone([...rows.values()]),
    async add(all) {
      for (const { row, content, photo } of all) {
        rows.set(row.key, row);
        contents.set(row.key, content);
        if (photo) photos.set(row.key, photo);
      }
    },
    async put(changed) {
      for (const row of changed) rows.set(row.key, row);
    },
    async forgetContent(key) {
      contents.delete(key);
      photos.delete(key);
    },
    content: async (key) => contents.get(key) ?? null,
    photo: async (key) => photos.get(key) ?? null,
    async keepPhoto(key, bytes) {
      photos.set(key, bytes);
    },
    async replaceContent(key, content) {
      contents.set(key, content);
    },
    async keep(name, value) {
      kept.set(name, JSON.stringify(value));
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as the store's own
    async kept<T>(name: string) {
      const text = kept.get(name);
      return text === undefined ? null : (JSON.parse(text) as T);
    },
    nextSeq: async () => ++seq,
    async destroy() {
      for (const each of [rows, contents, photos, kept]) each.clear();
    },
  };
}

export function fakeDevice(): FakeDevice {
  const followers = new Set<(fix: Fix) => void>();
  const stores = new Map<string, Store>();
  let here: Fix | null = null;
  const device: FakeDevice = {
    says: 'yes',
    bell: null,
    walk(fix) {
      here = fix;
      for (const tell of followers) tell(fix);
    },
    camera: {
      Shutter: () => null,
      picture: (file) => file.arrayBuffer(),
      code: async () => undefined,
    },
    location: {
      now: async () => here,
      allowed: async () => true,
      follow(tell) {
        followers.add(tell);
        return () => void followers.delete(tell);
      },
    },
    storage: {
      async open(accountId) {
        const store = stores.get(accountId) ?? memoryStore();
        stores.set(accountId, store);
        return store;
      },
      keep: async () => true,
    },
    push: {
      standing: async () => (device.bell ? 'on' : device.says === 'yes' ? 'off' : 'refused'),
      address: async () => device.bell,
      async on(key) {
        device.bell =
          device.says === 'yes' ? { endpoint: `https://push.example/${key}`, p256dh: 'p', auth: 'a' } : null;
        return device.bell;
      },
      async off() {
        device.bell = null;
      },
    },
    listen: null,
    name: () => 'fake',
  };
  return device;
}
