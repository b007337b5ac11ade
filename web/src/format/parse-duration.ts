const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Milliseconds of a length as people type it: `30m`, `2h`, `1h30m`, `1 day`, `2 hours`. Undefined if it is none, or zero. */
export function parseDuration(text: string): number | undefined {
  const compact = text.trim().toLowerCase().replace(/\s+/g, '');
  if (!/^(\d+(?:\.\d+)?(?:minutes?|mins?|hours?|days?|weeks?|[mhdw]))+$/.test(compact)) return undefined;
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)([mhdw])[a-z]*?(?=\d|$)/g)];
  const ms = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0), 0);
  return ms > 0 && ms <= 366 * 86_400_000 ? ms : undefined;
}
