// koo:if instances
// koo:if on-demand
// Pushes usage to KooGallery, which bills it: all that is not accepted yet, or that of a day (UTC). Run it every hour:
//
//     node src/push-usage.js [YYYY-MM-DD]
//
// It can be repeated: a record has the same metering_sn each time, so it is billed once.
import { existsSync } from 'node:fs';
import { pushUsage } from './koogallery.js';
import { readSettings } from './settings.js';
import { Store } from './store.js';

const hour = 3_600_000;
// KooGallery accepts no older usage.
const maxAge = 21 * 24 * hour;
const maxRecords = 1000;

/**
 * YOUR CODE: replace this by what you measure. Here, every hour counts in which an instance could be used.
 *
 * @param {Store} store
 * @param {number} from in milliseconds since 1970
 */
function measure(store, from, until) {
  return store.usedBetween(from, until).flatMap(({ instanceId, start, end }) => {
    const records = [];
    for (let begin = start; begin < end; ) {
      const next = Math.min(end, (Math.floor(begin / hour) + 1) * hour);
      records.push({ instanceId, begin, end: next, value: (next - begin) / hour });
      begin = next;
    }
    return records;
  });
}

/** Makes a record. Its keys are in ascending order, as the signature requires; a value has up to four decimals. */
function usageRecord({ instanceId, begin, end, value }) {
  return {
    begin_time: timeOf(begin),
    end_time: timeOf(end),
    instance_id: instanceId,
    metering_sn: `${instanceId}-${timeOf(begin)}`,
    record_time: timeOf(end),
    usage_value: String(Math.round(value * 10_000) / 10_000),
  };
}

function timeOf(milliseconds) {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** @param {string} [day] default: the full hours that KooGallery still accepts */
function period(day) {
  const now = Math.floor(Date.now() / hour) * hour;
  // The hour of 21 days ago has begun before.
  if (!day) return [now - maxAge + hour, now];
  const from = Date.parse(`${day}T00:00:00Z`);
  // JavaScript reads 30 February as 2 March, and 2026-01 as its first day.
  if (!(from + 24 * hour <= now) || !new Date(from).toISOString().startsWith(`${day}T`))
    throw new Error('the day must be a past one, YYYY-MM-DD');
  return [from, from + 24 * hour];
}

/** Lists the records of a period that KooGallery has not accepted. */
function pending(store, from, until) {
  return measure(store, from, until)
    .map(usageRecord)
    .filter(({ metering_sn, usage_value }) => usage_value !== '0' && !store.isAccepted(metering_sn));
}

/** Pushes records in batches. If one fails, the records of earlier batches stay accepted. */
async function pushRecords({ openApi, keys }, store, records) {
  let acceptedCount = 0;
  for (let start = 0; start < records.length; start += maxRecords) {
    const batch = records.slice(start, start + maxRecords);
    const rejected = await pushUsage(openApi, keys.base, batch).catch((error) => {
      // The message of fetch does not say why it failed; the cause does.
      console.error(error.cause ? error : error.message);
    });
    if (!rejected) break;
    store.transaction(() => {
      for (const record of batch) if (!rejected.has(record.metering_sn)) store.addAcceptedUsage(record);
    });
    for (const [sn, { code, reason }] of rejected) {
      console.error(`${sn} rejected: ${code} ${reason} (see: koo codes ${code})`);
    }
    acceptedCount += batch.length - rejected.size;
  }
  return acceptedCount;
}

async function run(day) {
  const settings = readSettings(process.env);
  const { openApi, database } = settings;
  if (!openApi) throw new Error('KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set');
  const [from, until] = period(day);
  // Otherwise an empty database would be created, and nothing billed.
  if (!existsSync(database)) {
    throw new Error(`DATABASE: ${database} does not exist; it must be the file of the server`);
  }
  const store = new Store(database);
  const lost = day ? [] : pending(store, from - maxAge, from);
  if (lost.length > 0) console.error(`${lost.length} records are too old to be pushed: more than 21 days`);
  const records = pending(store, from, until);
  const acceptedCount = await pushRecords(settings, store, records);
  store.close();
  const pendingCount = records.length - acceptedCount;
  console.log(`${acceptedCount} of ${records.length} records accepted, ${pendingCount} still pending`);
  if (pendingCount > 0) process.exitCode = 1;
}

run(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exitCode = 2;
});
// koo:end
// koo:end
