import {
  type DeliveryFailure,
  type Exchange,
  type HttpResponse,
  readOutcome,
} from '../../../src/callback/delivery/exchange.ts';
import type { Check, Memory, Overrides, Probe, Verdict } from '../../../src/callback/probe/model.ts';
import { createMemory } from '../../../src/callback/probe/model.ts';
import { withOverrides } from '../../../src/callback/probe/test-call.ts';
import type { Values } from '../../../src/callback/protocols/model.ts';
import type { JsonValue } from '../../../src/text/json.ts';
import { key, now, pick } from '../protocols/support.ts';

/** The call and the response of an exchange made by hand. */
interface Parts extends Partial<Omit<HttpResponse, 'body'>> {
  readonly values?: Values;
  readonly body?: JsonValue | Uint8Array;
  readonly failure?: DeliveryFailure;
}

const whole = { resultCode: '000000', resultMsg: 'success.' };
const headers = [['Content-Type', 'application/json']] as const;

/** An exchange of an activity (`v1 newInstance`) as if it had been made: by default a success. */
export function exchange(
  name: string,
  { values = {}, body = whole, failure, ...more }: Parts = {},
): Exchange {
  const { protocol, activity } = pick(name);
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const response = { status: 200, headers, truncated: false, durationMs: 1, ...more, body: bytes };
  const { method } = protocol;
  return {
    protocol,
    activity,
    values,
    sealed: { protocol: protocol.id, activity: activity.name, method, url: '', query: [], headers: [] },
    request: { method, url: 'https://isv.example.com/', headers: [] },
    ...readOutcome(failure ? { answered: false, failure } : { answered: true, response }, []),
  };
}

/** A call that got no response. */
export function silence(name: string, kind: DeliveryFailure['kind'] = 'reset'): Exchange {
  return exchange(name, { failure: { kind, code: 'CODE', durationMs: 1234 } });
}

/** A probe whose calls get these responses; it notes the calls. */
export function probeOf(name: string, responses: readonly Exchange[], memory: Partial<Memory> = {}) {
  const calls: string[] = [];
  const waits: number[] = [];
  const { protocol } = pick(name);
  const probe = {
    protocol,
    memory: { ...createMemory(), ...memory },
    options: { sale: 'period', pollIntervalMs: 2000, set: {} },
    id: (length = 32) => 'a'.repeat(length),
    now: () => now,
    sleep: async (ms: number) => void waits.push(ms),
    activity: (one: string) => protocol.activities.find((declared) => declared.name === one)!,
    values: (_name: string, overrides: Overrides = {}) => withOverrides({}, overrides),
    send: async (activity: string, values: JsonValue, more?: object) => {
      const found = responses[Math.min(calls.length, responses.length - 1)]!;
      calls.push(`${activity} ${JSON.stringify(values)}${more ? JSON.stringify(more) : ''}`);
      return found;
    },
  };
  return { probe: probe as unknown as Probe, calls, waits };
}

/** What a check says after these steps of the lifecycle. */
export function judge(
  checks: readonly Check[],
  id: string,
  steps: readonly Exchange[],
  memory: Partial<Memory> = {},
): Promise<Verdict> {
  const check = checks.find((one) => one.id.endsWith(`-${id}`));
  if (!check) throw new Error(`no check ${id}`);
  const made = new Map(steps.map((step, index) => [String(index), step]));
  return check.run({ key, memory: { ...createMemory(), steps: made, ...memory } } as Probe);
}

/** `passed`, or what was found. */
export function said(verdict: Verdict): string {
  if (verdict.status === 'failed') return verdict.actual.en;
  return verdict.status === 'skipped' ? `skipped: ${verdict.reason.en}` : verdict.status;
}
