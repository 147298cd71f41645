/** What narrows a workspace, read from the address: queue, numbers and board of it are asked with the same. */
import { actorKinds } from '#contract/actors.ts';
import type { Narrowing } from '#contract/cases.ts';
import { numberIn } from './address.ts';

export const nameIn = (search: URLSearchParams, part: string): string | undefined => {
  const given = search.get(part);
  return given && /^[a-z0-9-]{1,40}$/.test(given) ? given : undefined;
};

/** A mistyped address narrows nothing instead of failing. */
export function narrowingIn(search: URLSearchParams): Narrowing {
  const [areaId, partOf] = [numberIn(search, 'areaId'), numberIn(search, 'partOf')];
  const [space, label] = [nameIn(search, 'space'), nameIn(search, 'label')];
  const actor = actorKinds.find((one) => one === search.get('actor'));
  return {
    ...(areaId === undefined ? {} : { areaId }),
    ...(partOf === undefined ? {} : { partOf }),
    ...(space === undefined ? {} : { space }),
    ...(actor === undefined ? {} : { actor }),
    ...(label === undefined ? {} : { label }),
  };
}
