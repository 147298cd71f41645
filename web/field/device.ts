/** What a page asks of the phone, behind one small port: a native shell or a test stands in its place without a page knowing. */
import type { Point } from '#contract/endpoint.ts';
import type { Lang } from '#contract/words/words.ts';
import { shrink } from '#web/kit/photo.ts';

export type Fix = { point: Point; accuracyM: number; at: number };
export type DevicePort = {
  /** where it is now; null when it may not or cannot tell */
  position(): Promise<Fix | null>;
  /** told again while it moves; returns how to stop */
  follow(tell: (fix: Fix) => void): () => void;
  /** a picture made small and without its hidden data, with these lines written into it */
  photo(file: Blob, lines: readonly string[]): Promise<ArrayBuffer>;
  /** the text of a QR code in a picture; null when there is none, undefined when this phone cannot read any */
  readCode(file: Blob): Promise<string | null | undefined>;
  /** asks the browser not to clear the store by itself */
  keepStore(): Promise<boolean>;
  /** voice typing, where the system has it */
  listen: ((lang: Lang, hear: (text: string) => void, ended: () => void) => () => void) | null;
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

export const browserDevice: DevicePort = {
  position: () =>
    new Promise((resolve) => {
      if (!('geolocation' in navigator)) return resolve(null);
      navigator.geolocation.getCurrentPosition(
        (found) => resolve(fixOf(found)),
        () => resolve(null),
        { enableHighAccuracy: true, timeout: 10_000, maximumAge: 15_000 },
      );
    }),
  follow(tell) {
    if (!('geolocation' in navigator)) return () => undefined;
    const watch = navigator.geolocation.watchPosition((found) => tell(fixOf(found)), undefined, {
      enableHighAccuracy: true,
      maximumAge: 30_000,
    });
    return () => navigator.geolocation.clearWatch(watch);
  },
  async photo(file, lines) {
    return (await shrink(file, lines)).arrayBuffer();
  },
  async readCode(file) {
    if (!extras.BarcodeDetector) return undefined;
    const picture = await createImageBitmap(file);
    const [found] = await new extras.BarcodeDetector({ formats: ['qr_code'] }).detect(picture);
    return found?.rawValue ?? null;
  },
  async keepStore() {
    return 'storage' in navigator && 'persist' in navigator.storage ? navigator.storage.persist() : false;
  },
  listen: Speech
    ? (lang, hear, ended) => {
        const ear = new Speech();
        ear.lang = lang === 'zh' ? 'zh-CN' : 'en';
        ear.interimResults = false;
        ear.onresult = ({ results, resultIndex }) => hear(results[resultIndex]?.[0]?.transcript ?? '');
        ear.onend = ended;
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
