import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KooError } from '../../errors/koo-error.ts';
import { uploadText } from '../../openapi/events.ts';
import { activateLicense, queryLicense } from '../../openapi/licenses.ts';
import { type OpenApi, textOf } from '../../openapi/model.ts';
import { pushUsageRecords } from '../../openapi/usage.ts';
import { sandboxAccessKey } from '../state/accounts.ts';
import type { Database } from '../state/database.ts';
import { formatMeteringTime } from '../state/times.ts';
import type { MerchantAct } from './schema.ts';
import { resolve } from './symbols.ts';

interface Caller {
  readonly api: OpenApi;
  readonly database: Database;
  readonly merchant: { readonly learnLicense?: (code: string) => void };
}

/** Calls the open API in the merchant's place. Returns the code of the response, or the status of the licence. */
export async function callApi(act: MerchantAct, caller: Caller): Promise<string> {
  const { api, database, merchant } = caller;
  try {
    if (act.do === 'push') return await push(act, caller);
    if (act.do === 'upload') {
      await uploadText(api, resolve(database, act.event), act.license);
      return 'CBC.0000';
    }
    const code = resolve(database, act.license);
    if (act.do === 'query-license') return textOf((await queryLicense(api, code)).status) ?? '';
    merchant.learnLicense?.(code);
    await activateLicense(api, code);
    return '92020000';
  } catch (error) {
    if (error instanceof KooError && error.facts.resultCode !== undefined) return error.facts.resultCode;
    throw error;
  }
}

/** The answer for a record that is not rejected. */
const accepted = 'accepted';

async function push(
  { instance, begin, end, value, serial }: Extract<MerchantAct, { do: 'push' }>,
  { api, database }: Caller,
): Promise<string> {
  const id = resolve(database, instance);
  const record = {
    begin_time: formatMeteringTime(begin),
    end_time: formatMeteringTime(end),
    instance_id: id,
    metering_sn: serial ?? `${id}-${begin}`,
    record_time: formatMeteringTime(end),
    usage_value: value,
  };
  const answer = await pushUsageRecords({
    api,
    accessKey: sandboxAccessKey,
    body: Buffer.from(JSON.stringify({ usage_records: [record] })),
    now: () => new Date(),
    nonce: () => randomUUID().replaceAll('-', ''),
    random: Math.random,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    signal: new AbortController().signal,
    maxAttempts: () => 1,
  });
  if ('error' in answer) throw answer.error;
  return answer.rejections[0]?.code ?? accepted;
}
