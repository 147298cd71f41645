/** Pure rules of alerts: what a report made from one says, and when two alerts are one disturbance. */
export type Alert = {
  bootId: string;
  seq: number;
  happenedAt: Date;
  title: string;
  detail?: string | undefined;
  values?: Record<string, number | string> | undefined;
};

/** A device that flaps raises one case, not fifty: alerts this close to one another belong to the case while it is open. */
export const oneDisturbanceMs = 30 * 60_000;

/** What is kept and compared when the same message comes again. */
export const bodyOf = (alert: Alert): Record<string, unknown> => ({
  happenedAt: alert.happenedAt.toISOString(),
  title: alert.title,
  detail: alert.detail ?? '',
  values: alert.values ?? {},
});

/** The words a person reads: what the device said, then what it measured. */
export function detailOf(alert: Alert): string {
  const measured = Object.entries(alert.values ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [alert.detail?.trim() ?? '', ...measured]
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, 4000);
}

/** 'gld_7_…': the region stands in the key, so that looking it up touches one district only. */
export const keyOf = (regionId: number, token: string): string => `gld_${regionId}_${token}`;
export function readKey(header: string | undefined): { key: string; regionId: number } | undefined {
  const [, key, regionId] = /^Bearer (gld_(\d{1,9})_[A-Za-z0-9_-]{43})$/i.exec(header ?? '') ?? [];
  return key === undefined ? undefined : { key, regionId: Number(regionId) };
}
