// koo:if instances
// koo:if on-demand
// Pushes the usage of a day (UTC) to KooGallery, which bills it. To be run shortly after midnight:
//
//     5 0 * * * node src/push-usage.js [YYYY-MM-DD]
//
// It can be repeated: a record has the same metering_sn each time, and is billed once.
import { pushUsage } from './koogallery.js';
import { readSettings } from './settings.js';
import { Store } from './store.js';

const hour = 3_600_000;
const maxRecords = 1000;

/**
 * YOUR CODE: replace this by what you measure. Here each hour costs in which an instance could be used.
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

/** A record with its keys in ascending order, as its signature requires; a value has up to four decimals. */
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

/** @param {string} [day] default yesterday */
async function run(day) {
  const settings = readSettings(process.env);
  const { openApi, keys, database } = settings;
  if (!openApi) throw new Error('KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set');
  const from = day ? Date.parse(`${day}T00:00:00Z`) : (Math.floor(Date.now() / (24 * hour)) - 1) * 24 * hour;
  if (!(from + 24 * hour <= Date.now())) throw new Error('the day must be a past one, YYYY-MM-DD');
  const store = new Store(database);
  const due = measure(store, from, from + 24 * hour)
    .map(usageRecord)
    .filter(({ metering_sn }) => !store.isAccepted(metering_sn));
  let rejectedCount = 0;
  for (let start = 0; start < due.length; start += maxRecords) {
    const batch = due.slice(start, start + maxRecords);
    const rejected = await pushUsage(openApi, keys.base, batch);
    store.transaction(() => {
      for (const record of batch) if (!rejected.has(record.metering_sn)) store.addAcceptedUsage(record);
    });
    for (const [sn, reason] of rejected) console.error(`${sn} rejected: ${reason}`);
    rejectedCount += rejected.size;
  }
  store.close();
  console.log(`${due.length - rejectedCount} records accepted, ${rejectedCount} rejected`);
  if (rejectedCount > 0) process.exitCode = 1;
}

run(process.argv[2]).catch((error) => {
  // fetch says why it failed in the cause alone.
  console.error(error.cause ? error : error.message);
  process.exitCode = 2;
});
// koo:end
// koo:end
