/**
 * A history that is read in (a demo's month, another city's years) is kept like any other, and told to nobody: what happened long ago
 * is no news. Whoever plays one says so; nobody looks at a clock, because a house may run under another one.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const reading = new AsyncLocalStorage<true>();

/** All that `work` does, and what it waits for, is history. */
export const readIn = <T>(work: () => Promise<T>): Promise<T> => reading.run(true, work);
export const isReadIn = (): boolean => reading.getStore() === true;
