import { expect, it } from 'vitest';
import { protocolOf, protocols } from '../../../src/callback/protocols/index.ts';
import type { ProofPart, ProtocolId, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { queryParameters } from '../../../src/callback/protocols/request.ts';
import { run } from '../variants/run.ts';
import { jsonOf, read } from '../variants/wrap.ts';

const now = new Date('2025-11-25T01:02:03.456Z');

/** What differs from run to run. */
const random: readonly (readonly [RegExp, string])[] = [
  [/\b0{24}[\da-f]{8}\b/g, '<instance>'],
  [/\bCS[\dA-F]{12,22}\b/g, '<order>'],
  [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, '<id>'],
  [/\b[\dA-Fa-f]{32,64}\b/g, '<id>'],
  [/(?:,<id>){99}/g, ', <id> × 99'],
  [/[A-Za-z0-9+/]{300,}={0,2}/g, '<secret>'],
  [/\b[A-Za-z0-9]{16}[A-Za-z0-9+/]{22,86}[=0]{0,2}/g, '<encrypted>'],
];

function withoutRandom(text: string): string {
  return random.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text);
}

/** The requests of a run against the reference merchant, each under the check that sends it. */
async function requestsOf(id: ProtocolId): Promise<string> {
  const lines: string[] = [];
  const usual = new Map<string, Readonly<Record<string, unknown>>>();
  let instances = 0;
  await run(
    {
      merchant: { now: () => now, id: () => (++instances).toString(16).padStart(32, '0') },
      make: (reference) => (request) => {
        const { activity, values: sent } = read(request, reference);
        const { timeStamp: _time, ...values } = sent;
        const known = usual.get(activity);
        if (!known) usual.set(activity, values);
        const names = new Set([...Object.keys(values), ...Object.keys(known ?? {})]);
        const changed = [...names].filter((name) => shown(values[name]) !== shown(known?.[name]));
        const parts = changed.map((name) => ` ${name}=${shown(values[name]) ?? '(none)'}`);
        lines.push(`  ${request.method} ${activity}${parts.join('')}${proof(request, id, reference.key)}`);
        return reference.handle(request);
      },
    },
    id,
    1,
    {
      now: () => now,
      concurrency: 1,
      onProgress: (progress) => {
        if (progress.type === 'started') lines.push(progress.check.id);
      },
    },
  );
  return `${lines.join('\n')}\n`;
}

function shown(value: unknown): string | undefined {
  return value === undefined ? undefined : withoutRandom(JSON.stringify(value));
}

/** What is unusual of the signature and the time. */
function proof(request: ReceivedRequest, id: ProtocolId, key: string): string {
  const protocol = protocolOf(id);
  const { signature, timestamp, nonce } = protocol.proof;
  const query = new Map(queryParameters(request.url));
  const partOf = ({ in: place, name }: ProofPart) =>
    place === 'header'
      ? request.headers[name.toLowerCase()]
      : (query.get(name) ?? textOf(jsonOf(request.body)[name]));
  const sentAt = partOf(timestamp) ?? 'none';
  // V1 requests avoid a + in their signature, by some milliseconds.
  const time = sentAt.slice(0, -3) === protocol.timestamp(now).slice(0, -3) ? '' : ` time=${sentAt}`;
  if (protocol.open(request, { key, now }).ok) return time;
  const [length, nonceLength] = [signature, nonce].map((part) => part && partOf(part)?.length);
  return `${time} NOT AUTHENTIC, signature of ${length}${nonce ? `, nonce of ${nonceLength}` : ''}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

it.each(protocols.map(({ id }) => id))('%s: what is sent for each check', async (id) => {
  await expect(await requestsOf(id)).toMatchFileSnapshot(`../golden/requests-${id}.txt`);
});
