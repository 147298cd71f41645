/**
 * What the app asks of the phone, behind one small port: camera, location, storage, push, and the ear where there is one. A native shell,
 * or a test (device.fake.ts), stands in its place without a page knowing.
 */
import type { Point } from '#contract/endpoint.ts';
import type { Lang } from '#contract/words/words.ts';
import { shrink } from '#web/kit/photo.ts';
import type { ComponentType } from 'react';
import { Shutter, type ShutterProps } from './parts/shutter.tsx';
import { openStore, type Store } from './store.ts';

export type Fix = { point: Point; accuracyM: number; at: number };
/** Where this phone is rung: the push service's address for it, and the keys only it can read with. */
export type BellAddress = { endpoint: string; p256dh: string; auth: string };
export type DevicePort = {
  camera: {
    /** opens it: stands behind the label of its id, and hands over what was taken */
    Shutter: ComponentType<ShutterProps>;
    /** a picture made small and without its hidden data, with these lines written into it */
    picture(file: Blob, lines: readonly string[]): Promise<ArrayBuffer>;
    /** the text of a QR code in a picture; null when there is none, undefined when this phone cannot read any */
    code(file: Blob): Promise<string | null | undefined>;
  };
  location: {
    /** where it is now; null when it may not or cannot tell */
    now(): Promise<Fix | null>;
    /** she has allowed it already: then a page that opens may ask */
    allowed(): Promise<boolean>;
    /** told again while it moves; returns how to stop */
    follow(tell: (fix: Fix) => void): () => void;
  };
  storage: {
    open(accountId: string): Promise<Store>;
    /** asks the browser not to clear the store by itself */
    keep(): Promise<boolean>;
  };
  push: {
    /** `none`: this phone cannot be rung; `refused`: she has forbidden this site to */
    standing(): Promise<'none' | 'refused' | 'off' | 'on'>;
    address(): Promise<BellAddress | null>;
    /** null when she says no to the browser's question, or no push service can be had */
    on(key: string): Promise<BellAddress | null>;
    off(): Promise<void>;
  };
  /** voice typing, where the system has it */
  listen: ((lang: Lang, hear: (text: string) => void, ended: (how: 'done' | 'deaf') => void) => () => void) | null;
  name(): string;
};

const fixOf = ({ coords, timestamp }: GeolocationPosition): Fix => ({
  point: { lon: Number(coords.longitude.toFixed(6)), lat: Number(coords.latitude.toFixed(6)) },
  accuracyM: Math.min(100_000, Math.round(coords.accuracy)),
  at: timestamp,
});

type Detector = { detect(source: ImageBitmap): Promise<{ rawValue: string }[]> };
type Recogniser = {
  lang: string;
  interimResults: boolean;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>>; resultIndex: number }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
};
const extras = globalThis as unknown as {
  BarcodeDetector?: new (how: { formats: string[] }) => Detector;
  SpeechRecognition?: new () => Recogniser;
  webkitSpeechRecognition?: new () => Recogniser;
};
const Speech = extras.SpeechRecognition ?? extras.webkitSpeechRecognition;

const camera: DevicePort['camera'] = {
  Shutter,
  picture: async (file, lines) => (await shrink(file, lines)).arrayBuffer(),
  async code(file) {
    if (!extras.BarcodeDetector) return undefined;
    const picture = await createImageBitmap(file);
    const [found] = await new extras.BarcodeDetector({ formats: ['qr_code'] }).detect(picture);
    return found?.rawValue ?? null;
  },
};

const location: DevicePort['location'] = {
  now: () =>
    new Promise((resolve) => {
      if (!('geolocation' in navigator)) return resolve(null);
      navigator.geolocation.getCurrentPosition(
        (found) => resolve(fixOf(found)),
        () => resolve(null),
        { enableHighAccuracy: true, timeout: 10_000, maximumAge: 15_000 },
      );
    }),
  async allowed() {
    const state = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => undefined);
    return state?.state === 'granted';
  },
  follow(tell) {
    if (!('geolocation' in navigator)) return () => undefined;
    const watch = navigator.geolocation.watchPosition((found) => tell(fixOf(found)), undefined, {
      enableHighAccuracy: true,
      maximumAge: 30_000,
    });
    return () => navigator.geolocation.clearWatch(watch);
  },
};

const lettersOf = (key: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
const addressOf = (one: PushSubscription): BellAddress => ({
  endpoint: one.endpoint,
  p256dh: lettersOf(one.getKey('p256dh')),
  auth: lettersOf(one.getKey('auth')),
});
/** Without the app's own worker nobody would hear it ring. */
async function subscribed(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker?.getRegistration('/field');
  return (await worker?.pushManager?.getSubscription()) ?? null;
}
const push: DevicePort['push'] = {
  async standing() {
    const worker = await navigator.serviceWorker?.getRegistration('/field');
    if (!worker?.pushManager || !('Notification' in globalThis)) return 'none';
    if (Notification.permission === 'denied') return 'refused';
    return (await worker.pushManager.getSubscription()) ? 'on' : 'off';
  },
  async address() {
    const one = await subscribed().catch(() => null);
    return one && addressOf(one);
  },
  async on(key) {
    const worker = await navigator.serviceWorker?.getRegistration('/field');
    if (!worker?.pushManager || (await Notification.requestPermission()) !== 'granted') return null;
    // A phone that was rung for another key does not hear this one.
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    const one = await worker.pushManager
      .subscribe({ userVisibleOnly: true, applicationServerKey: key })
      .catch(() => null);
    return one && addressOf(one);
  },
  async off() {
    await (await subscribed().catch(() => null))?.unsubscribe().catch(() => false);
  },
};

export const browserDevice: DevicePort = {
  camera,
  location,
  storage: {
    open: openStore,
    async keep() {
      return 'storage' in navigator && 'persist' in navigator.storage ? navigator.storage.persist() : false;
    },
  },
  push,
  listen: Speech
    ? (lang, hear, ended) => {
        const ear = new Speech();
        ear.lang = lang === 'zh' ? 'zh-CN' : 'en';
        ear.interimResults = false;
        ear.onresult = ({ results, resultIndex }) => hear(results[resultIndex]?.[0]?.transcript ?? '');
        // Silence, and her own stop, are no trouble; without a network or the microphone nothing can be heard.
        let how: 'done' | 'deaf' = 'done';
        // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as its two siblings: nobody else has this ear
        ear.onerror = ({ error }) => {
          if (error !== 'no-speech' && error !== 'aborted') how = 'deaf';
        };
        ear.onend = () => ended(how);
        ear.start();
        return () => ear.stop();
      }
    : null,
  name() {
    const agent = navigator.userAgent;
    const kind =
      /iPhone|iPad/.exec(agent)?.[0] ?? /Android [\d.]+/.exec(agent)?.[0] ?? /Windows|Mac OS|Linux/.exec(agent)?.[0];
    const browser = /(Edg|Chrome|Firefox|Safari)\/[\d]+/.exec(agent)?.[0].replace('/', ' ').replace('Edg', 'Edge');
    return [kind, browser].filter(Boolean).join(' · ') || 'browser';
  },
};
