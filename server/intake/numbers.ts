/** 受理编号: letters of the district, the day, six digits drawn by lot. A number that can be counted up would tell how many came. */
export function receiptNumber(letters: string, day: string, draw: (below: number) => number, digits = 6): string {
  return `${letters}${day.replaceAll('-', '')}-${String(draw(10 ** digits)).padStart(digits, '0')}`;
}

/** 'PN' of a region's settings, else the capitals of its English name, else the code: at most four letters or digits. */
export function lettersOf(region: { settings: Record<string, unknown>; nameEn: string; code: string }): string {
  const set = region.settings['letters'];
  if (typeof set === 'string' && /^[A-Z]{1,4}$/.test(set)) return set;
  const capitals = region.nameEn.replace(/[^A-Z]/g, '').slice(0, 4);
  return capitals.length >= 2
    ? capitals
    : region.code
        .replace(/[^0-9A-Za-z]/g, '')
        .slice(0, 4)
        .toUpperCase() || 'GL';
}
