import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeliverer } from '../../../src/callback/delivery/deliver.ts';
import { randomNonce } from '../../../src/callback/delivery/random.ts';
import { prepare } from '../../../src/callback/delivery/send.ts';
import type { CallFacts, History, Judgement } from '../../../src/callback/history/model.ts';
import { openHistory } from '../../../src/callback/history/store.ts';
import { type Demo, startDemo } from '../../../src/callback/merchant/server/server.ts';
import { protocolOf } from '../../../src/callback/protocols/index.ts';
import type { ProtocolId, Values } from '../../../src/callback/protocols/model.ts';
import type { JsonObject } from '../../../src/text/json.ts';

/** A state folder with a history, and a server that answers calls. */
export interface HistoryWorld {
  readonly folder: string;
  readonly history: History;
  readonly demo: Demo;
  readonly env: Readonly<Record<string, string>>;
  /** Records a call that is signed with a key of the server. */
  record(protocol: ProtocolId, activity: string, values: Values, more?: RecordOptions): number;
  /** Sends a call to the server, and records it with what came back. */
  exchange(protocol: ProtocolId, activity: string, values: Values): Promise<JsonObject>;
  close(): Promise<void>;
}

interface RecordOptions {
  readonly facts?: Partial<CallFacts>;
  readonly key?: string;
  readonly answer?: string;
  readonly judgement?: Partial<Judgement>;
}

export async function startHistoryWorld(): Promise<HistoryWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'koo-history-'));
  const demo = await startDemo();
  const history = openHistory(folder);
  const deliverer = createDeliverer({ timeoutMs: 20_000 });

  function signed(id: ProtocolId, name: string, values: Values, other?: string) {
    const protocol = protocolOf(id);
    const activity = protocol.activities.find((known) => known.name === name);
    if (!activity) throw new Error(`no ${name}`);
    const now = new Date();
    const own = demo.keys[protocol.keyClass];
    const prepared = prepare({
      protocol,
      activity,
      target: demo.target,
      values,
      key: other ?? own,
      timestamp: protocol.timestamp(now),
      nonce: randomNonce(),
    });
    const { method, url, headers, body = '' } = prepared.request;
    const { pathname, search, host } = new URL(url);
    const facts: CallFacts = {
      receivedAt: now,
      protocol: id,
      activity: name,
      signature: other === undefined ? 'valid' : 'invalid',
      target: url,
      ...(typeof values.instanceId === 'string' && { instanceId: values.instanceId }),
      ...(typeof values.orderId === 'string' && { orderId: values.orderId }),
      request: {
        method,
        url: pathname + search,
        headers: [['Host', host], ...headers],
        body: Buffer.from(body),
      },
    };
    return { prepared, facts };
  }

  function write(facts: CallFacts, answer: string | undefined, judgement: Partial<Judgement>): number {
    const secrets = Object.values(demo.keys);
    const id = history.begin(facts, secrets);
    if (answer === undefined) return id;
    const headers = [['Content-Type', 'application/json']] as const;
    const body = Buffer.from(answer);
    history.answer(id, { durationMs: 5, status: 200, headers, body, truncated: false }, secrets);
    history.judge(
      id,
      {
        verdict: 'accepted',
        meaning: { en: 'resultCode 000000', zh: 'resultCode 000000' },
        problems: [],
        ...judgement,
      },
      secrets,
    );
    return id;
  }

  return {
    folder,
    history,
    demo,
    env: {
      KOO_STATE_DIR: folder,
      KOO_CONFIG_DIR: join(folder, 'config'),
      KOO_ACCESS_KEY: demo.keys.base,
      KOO_KIT_KEY: demo.keys.kit,
      KOO_LICENSE_KEY: demo.keys.license,
      KOO_NOTIFY_KEY: demo.keys.notify,
    },
    record: (id, name, values, more = {}) =>
      write(
        { ...signed(id, name, values, more.key).facts, ...more.facts },
        more.answer,
        more.judgement ?? {},
      ),
    exchange: async (id, name, values) => {
      const { prepared, facts } = signed(id, name, values);
      const outcome = await deliverer.deliver(prepared.request);
      if (!outcome.answered) throw new Error('no answer');
      const text = Buffer.from(outcome.response.body).toString('utf8');
      write(facts, text, {});
      return JSON.parse(text) as JsonObject;
    },
    close: async () => {
      history.close();
      await deliverer.close();
      await demo.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
