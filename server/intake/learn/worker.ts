/** Training beside the server: half a minute of arithmetic would keep everybody else waiting. Started by `apart.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { encodeModel } from './model-file.ts';
import { train, type Example, type Settings } from './train.ts';

/** What it is given, and what it tells: steps on the way, in the end the model as a file and how good it was. */
export type Order = { examples: Example[]; settings: Settings; sha256: string };
export type Told =
  { done: number; of: number } | { bytes: Uint8Array; outOfFold: ReturnType<typeof train>['outOfFold'] };

const { examples, settings, sha256 } = workerData as Order;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (told: Told): void => parentPort?.postMessage(told);
const { model, outOfFold } = train(examples, { settings, progress: (done, of) => tell({ done, of }) });
const origin = { text: [['text']], n: examples.length, sha256, unlabelled: [] };
tell({ bytes: encodeModel({ model, origin }), outOfFold });
