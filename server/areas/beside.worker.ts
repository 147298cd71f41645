/** The other side of beside.ts: one computation after the other, each told step by step. */
import { parentPort } from 'node:worker_threads';
import type { Asked } from './beside.ts';
import { computations, type Computations } from './computations.ts';

const tell = parentPort!.postMessage.bind(parentPort!);

parentPort!.on('message', ({ name, input }: Asked<keyof Computations>) => {
  try {
    const steps = computations[name](input as never);
    let toldAt = performance.now();
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      if (performance.now() - toldAt < 200) continue;
      toldAt = performance.now();
      tell(step.value);
    }
    tell({ result: step.value });
  } catch (error) {
    tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
