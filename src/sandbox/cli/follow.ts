import { setTimeout as sleep } from 'node:timers/promises';
import { type NumberedEntry, readLogAfter } from '../api/log/log.ts';
import { hasStore } from '../state/database.ts';
import { withStore } from '../store.ts';

const pollMs = 200;

/** Prints the given entries of the log and those that follow. @param ended ends it */
export async function followLog(
  stateFolder: string,
  entries: readonly NumberedEntry[],
  print: (entry: NumberedEntry) => void,
  ended: AbortSignal,
): Promise<void> {
  let latest = 0;
  const printAll = (some: readonly NumberedEntry[]) => {
    for (const entry of some) print(entry);
    latest = some.at(-1)?.id ?? latest;
  };
  printAll(entries);
  while (!ended.aborted) {
    await sleep(pollMs, undefined, { signal: ended }).catch(() => undefined);
    // Opened anew each time, because a reset may replace the file.
    if (hasStore(stateFolder)) printAll(withStore(stateFolder, (database) => readLogAfter(database, latest)));
  }
}
