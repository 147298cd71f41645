/** The other side of beside.ts: one computation, then the thread ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { computations, type Computations } from './computations.ts';

const tell = parentPort!.postMessage.bind(parentPort!);
const { name, input } = workerData as { name: keyof Computations; input: never };
const steps = computations[name](input);
let toldAt = 0;
let step = steps.next();
for (; !step.done; step = steps.next()) {
  if (performance.now() - toldAt < 200) continue;
  toldAt = performance.now();
  tell(step.value);
}
tell({ result: step.value });
