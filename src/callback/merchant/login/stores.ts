/** Values under random names, which expire. A real merchant keeps them in a database that its servers share. */
export interface Store<T> {
  /** Stores a value for some milliseconds, and returns its new name. */
  add(value: T, ms: number): string;
  find(name: string | undefined): T | undefined;
  /** Finds a value and removes it. */
  take(name: string | undefined): T | undefined;
}

interface Clock {
  now(): Date;
}

/** Maximum number of values in a store, and of keys that are remembered; then the oldest are forgotten. */
const most = 10_000;

export function createStore<T>({ now, random }: Clock & { random(): string }): Store<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  const find = (name = '') => {
    const found = kept.get(name);
    return found && found.until > now().getTime() ? found.value : undefined;
  };
  return {
    find,
    add(value, ms) {
      for (const [name, { until }] of kept) {
        if (until > now().getTime() && kept.size < most) break;
        kept.delete(name);
      }
      const name = random();
      kept.set(name, { value, until: now().getTime() + ms });
      return name;
    },
    take(name = '') {
      const value = find(name);
      kept.delete(name);
      return value;
    },
  };
}

/** A code is valid for ten minutes at most (RFC 6749, section 4.1.2), so it need not be remembered longer. */
const rememberedMs = 600_000;

/**
 * Acts once for each key, such as a code. Concurrent calls share the outcome (a double click); later ones get `undefined`
 * (a reload).
 */
export function createOnce<T>({ now }: Clock) {
  const seen = new Map<string, { readonly until: number; outcome: Promise<T> | undefined }>();
  return (key: string, act: () => Promise<T>): Promise<T> | undefined => {
    const time = now().getTime();
    const known = seen.get(key);
    if (known && known.until > time) return known.outcome;
    for (const [old, { until }] of seen) {
      if (until > time && seen.size < most) break;
      seen.delete(old);
    }
    const entry: { readonly until: number; outcome: Promise<T> | undefined } = {
      until: time + rememberedMs,
      outcome: act().finally(() => {
        entry.outcome = undefined;
      }),
    };
    seen.set(key, entry);
    return entry.outcome;
  };
}
