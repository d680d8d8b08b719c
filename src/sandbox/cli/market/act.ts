import { setTimeout as sleep } from 'node:timers/promises';
import { createProgressLine } from '../../../cli/progress.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { type Localized, t } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import type { ClockMode, Due, Entry } from '../../market/model/journal.ts';
import { type EntryDocument, entryDocument } from '../../market/views/entry-text.ts';
import { instanceName, toEntry } from '../../market/views/listings.ts';
import type { SandboxOptions } from '../../server/server.ts';
import { type Database, sql, stateError } from '../../state/database.ts';
import { openStore } from '../../store.ts';
import { type MarketClient, openMarketClient } from './client.ts';

/** What an act did; its JSON form is a contract. */
export interface ActDocument {
  /** The business clock at the end, ISO 8601. */
  readonly now: string;
  readonly clock: ClockMode;
  /** What happened, in this order. */
  readonly entries: readonly EntryDocument[];
  /** What is due next, the earliest first. */
  readonly due: readonly Due[];
  /** IDs of deliveries that are not finished. */
  readonly underWay: readonly number[];
  /** IDs of deliveries that KooGallery gave up on; they wait for koo sandbox resend. */
  readonly gaveUp: readonly number[];
}

export interface ActOptions {
  readonly stateFolder: string;
  /** Whether to continue until no delivery of the act is under way. */
  readonly wait: boolean;
  readonly quiet: boolean;
  readonly notice: (text: Localized) => void;
  readonly onStarted: (text: Localized) => void;
  readonly onEntry: (entry: EntryDocument) => void;
  readonly signal: AbortSignal;
  readonly openMarket?: SandboxOptions['openMarket'];
}

/**
 * Performs an act in the sandbox, and reports what follows from it.
 *
 * @throws KooError like {@link openMarketClient} and `perform`
 */
export async function runAct(command: Command, options: ActOptions): Promise<ActDocument> {
  const database = openStore(options.stateFolder);
  try {
    const client = await openMarketClient(options);
    try {
      return await performAct(command, options, client, database);
    } finally {
      await client.close();
    }
  } catch (error) {
    throw stateError(error, options.stateFolder);
  } finally {
    database.close();
  }
}

async function performAct(
  command: Command,
  { wait, quiet, signal, ...options }: ActOptions,
  client: MarketClient,
  database: Database,
): Promise<ActDocument> {
  const progress = createProgressLine({ quiet });
  const entries: EntryDocument[] = [];
  const seen = new Set<number>();
  let last = 0;
  const concerned = { instances: new Set<number>(), deliveries: new Set<number>() };
  const onEntry = (entry: Entry) => {
    if (seen.has(entry.id)) return;
    seen.add(entry.id);
    last = Math.max(last, entry.id);
    const document = entryDocument(entry, instanceName(database, entry.instance));
    entries.push(document);
    progress.end();
    options.onEntry(document);
  };
  const perform = (next: Command, note: (entry: Entry) => void = onEntry) => client.perform(next, note);
  try {
    let result = await perform(command, (entry) => {
      if (entry.instance !== undefined) concerned.instances.add(entry.instance);
      if ('delivery' in entry) concerned.deliveries.add(entry.delivery);
      onEntry(entry);
    });
    let underWay = openDeliveries(database, concerned);
    for (let next = nextAttempt(database, underWay); wait && next; next = nextAttempt(database, underWay)) {
      if (result.mode === 'virtual') {
        result = await perform({ do: 'clock', next: true });
      } else {
        const { due, activity } = next;
        progress.show(() => t('{activity} follows at {time}', { activity, time: beijingTime(due) }));
        await sleep(Math.min(Math.max(due - Date.now(), minPauseMs), maxPauseMs), undefined, {
          signal,
        }).catch(() => undefined);
        result = await perform({ do: 'clock' });
        // A sandbox that keeps the time may have sent it already.
        for (const entry of journalAfter(database, last, concerned.instances)) onEntry(entry);
      }
      underWay = openDeliveries(database, concerned);
    }
    return {
      now: result.now,
      clock: result.mode,
      entries,
      due: result.due,
      underWay,
      gaveUp: entries.flatMap(({ type, delivery }) =>
        type === 'gave-up' && delivery !== undefined && isConcerned(database, delivery, concerned)
          ? [delivery]
          : [],
      ),
    };
  } finally {
    progress.end();
  }
}

/** Shortest and longest pause while waiting for an attempt, in milliseconds. */
const minPauseMs = 200;
const maxPauseMs = 2_000;

interface Concerned {
  readonly instances: ReadonlySet<number>;
  readonly deliveries: ReadonlySet<number>;
}

/** Whether a delivery belongs to the act, and not to something else that was due. */
function isConcerned(database: Database, delivery: number, { instances, deliveries }: Concerned): boolean {
  if (deliveries.has(delivery)) return true;
  const row = sql(database)`SELECT instance FROM market_deliveries WHERE id = ${delivery}`.get();
  return typeof row?.instance === 'number' && instances.has(row.instance);
}

function openDeliveries(database: Database, { instances, deliveries }: Concerned): number[] {
  return sql(database)`SELECT id FROM market_deliveries WHERE state IN ('queued', 'active')
    AND (instance IN (SELECT value FROM json_each(${JSON.stringify([...instances])}))
    OR id IN (SELECT value FROM json_each(${JSON.stringify([...deliveries])}))) ORDER BY id`
    .all()
    .map(({ id }) => Number(id));
}

/** The earliest attempt of these deliveries; none if the product is disconnected. */
function nextAttempt(
  database: Database,
  deliveries: readonly number[],
): { readonly due: number; readonly activity: string } | undefined {
  const row = sql(database)`SELECT e.due, d.document ->> 'activity' AS activity
    FROM market_events e JOIN market_deliveries d ON d.id = CAST(e.subject AS INTEGER)
    WHERE e.type = 'attempt' AND d.id IN (SELECT value
    FROM json_each(${JSON.stringify(deliveries)})) ORDER BY e.due LIMIT 1`.get();
  return row && { due: Number(row.due), activity: String(row.activity) };
}

function journalAfter(database: Database, id: number, instances: ReadonlySet<number>): Entry[] {
  return sql(database)`SELECT * FROM market_journal WHERE id > ${id}
    AND instance IN (SELECT value FROM json_each(${JSON.stringify([...instances])})) ORDER BY id`
    .all()
    .map(toEntry);
}
