/** Plans on a thread of its own: drawing the district takes a second, and nobody's request shall wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Calendar } from '#contract/worktime.ts';
import { demoSeed, drawDistrict } from './district.ts';
import { readDemo } from './read.ts';
import { planCases } from './script.ts';

const { now, seed, calendar, cases } = workerData as { now: Date; seed: number; calendar: Calendar; cases: number };
const demo = readDemo();
const district = drawDistrict({ seed: demoSeed, units: demo.units });
parentPort!.postMessage(planCases({ now, seed, calendar, demo, district, cases }).cases, []);
