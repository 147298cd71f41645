/** 底图 without I/O: what may be set, and where one tile is asked for. */
import type { BaseMapSettings } from '#contract/basemap.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

/** A place the operator has named for tiles, and what is added to every question there: its key, which no browser sees. */
export type MapOrigin = { origin: string; query: string };
export type BaseTold = Omit<BaseMapSettings, 'version'>;

export const isArchiveName = (name: string): boolean => /^[\w-][\w.-]{0,80}\.pmtiles$/.test(name);

export function baseFault(
  told: BaseTold,
  origins: readonly MapOrigin[],
  archives: readonly string[],
): Refusal | undefined {
  if (told.everybody && told.approval.trim() === '') return refuse('base_map.approval');
  if (told.kind === 'pmtiles')
    return archives.includes(told.address) ? undefined : refuse('base_map.no_archive', { name: told.address });
  for (const address of [told.address, ...(told.labels ? [told.labels] : [])]) {
    if (!['{z}', '{x}', '{y}'].every((part) => address.includes(part)) || !URL.canParse(address))
      return refuse('base_map.template');
    // CGCS2000 in degrees (天地图's `_c`): its first level is two squares beside one another, and no web map can lay it.
    if (/_c\/wmts|tilematrixset=(c|epsg:?4490|epsg:?4326)(&|$)/i.test(address)) return refuse('base_map.projection');
    const { origin } = new URL(address);
    if (!origins.some((one) => one.origin === origin)) return refuse('base_map.origin', { origin });
  }
  return undefined;
}

/** The address of one tile, with the key of its origin. */
export function tileAddress(
  template: string,
  { z, x, y }: { z: number; x: number; y: number },
  origins: readonly MapOrigin[],
): string | undefined {
  const address = template.replaceAll('{z}', String(z)).replaceAll('{x}', String(x)).replaceAll('{y}', String(y));
  const named = origins.find(({ origin }) => origin === new URL(address).origin);
  if (!named) return undefined;
  return named.query ? `${address}${address.includes('?') ? '&' : '?'}${named.query}` : address;
}

/** By its first bytes, whatever a server says of it: only what a map can draw is handed on. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47) return 'image/png';
  if (a === 0xff && b === 0xd8) return 'image/jpeg';
  if (a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46 && bytes[8] === 0x57) return 'image/webp';
  return undefined;
}

/** The tile of the web's maps in which a place lies. */
export function tileOf({ lon, lat }: { lon: number; lat: number }, z: number): { z: number; x: number; y: number } {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  const along = (share: number) => Math.min(2 ** z - 1, Math.max(0, Math.floor(share * 2 ** z)));
  return { z, x: along((lon + 180) / 360), y: along(0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) };
}
