/** Values under names, which expire. A real merchant keeps them in a database that its servers share. */
export interface Store<T> {
  /** Stores a value for some milliseconds under a random name, and returns the name. */
  add(value: T, ms: number): string;
  set(name: string, value: T, ms: number): void;
  find(name: string | undefined): T | undefined;
  /** Finds a value and removes it. */
  take(name: string | undefined): T | undefined;
}

interface StoreOptions {
  now(): Date;
  random(): string;
}

/** Maximum number of values in a store; then the oldest are forgotten. */
const maxValues = 10_000;

export function createStore<T>({ now, random }: StoreOptions): Store<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  const find = (name = '') => {
    const found = kept.get(name);
    return found && found.until > now().getTime() ? found.value : undefined;
  };
  const set = (name: string, value: T, ms: number) => {
    const time = now().getTime();
    for (const [old, { until }] of kept) {
      if (until > time && kept.size < maxValues) break;
      kept.delete(old);
    }
    kept.set(name, { value, until: time + ms });
  };
  return {
    find,
    set,
    add(value, ms) {
      const name = random();
      set(name, value, ms);
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
export function createOnce<T>(options: StoreOptions) {
  const seen = createStore<{ outcome: Promise<T> | undefined }>(options);
  return (key: string, act: () => Promise<T>): Promise<T> | undefined => {
    const known = seen.find(key);
    if (known) return known.outcome;
    const entry: { outcome: Promise<T> | undefined } = {
      outcome: act().finally(() => {
        entry.outcome = undefined;
      }),
    };
    seen.set(key, entry, rememberedMs);
    return entry.outcome;
  };
}
