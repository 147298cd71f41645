/**
 * 新任务提醒 on this phone: the browser is asked, then the house is told. If the house does not take it the browser lets go again, so that
 * a phone never believes it will ring and does not; on the way out it lets go even when the house cannot be reached.
 */
import type { BellAddress, DevicePort } from './device.ts';

export type House = { tell(address: BellAddress): Promise<unknown>; untell(): Promise<unknown> };
type Push = DevicePort['push'];

export async function letRing(push: Push, key: string, house: House): Promise<'on' | 'refused'> {
  const address = await push.on(key);
  if (!address) return 'refused';
  try {
    await house.tell(address);
  } catch (error) {
    await push.off();
    throw error;
  }
  return 'on';
}

/** Off here first: whatever the house still sends, this phone does not show it. */
export async function hush(push: Push, house: House): Promise<void> {
  await push.off();
  await house.untell().catch(() => undefined);
}

/** After signing in again: it rings for the session she has now. */
export async function ringOn(push: Push, house: House): Promise<void> {
  const address = await push.address();
  if (address) await house.tell(address).catch(() => undefined);
}
