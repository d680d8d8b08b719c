import {
  assertAllowed,
  type Destination,
  destinationNotices,
  signingKeys,
} from '../../../account/cli/destination.ts';
import { locateCallbackKeys } from '../../../account/cli/keys.ts';
import { loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import { stateFolder } from '../../../account/folders.ts';
import { paint } from '../../../cli/output/colour.ts';
import { knownSecrets } from '../../../cli/output/edge.ts';
import { wrapForTerminal } from '../../../cli/output/terminal-text.ts';
import { marks, oneLine } from '../../../text/terminal-safe.ts';
import { both, type Localized, t } from '../../../text/translate.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import { openHistory } from '../../history/store.ts';
import { keyOf } from '../../listen/read-call.ts';
import { type PreparedReplay, prepareReplay, type Replay, sendReplay } from '../../listen/replay.ts';
import { protocolOf } from '../../protocols/index.ts';
import { renderExchange } from '../exchange-text.ts';
import type { SendContext } from '../send.ts';
import type { ReplayFlags } from './flags.ts';
import { readCalls } from './run.ts';

/**
 * Sends recorded calls again, one after the other, in the order of their numbers on the command line. Nothing is sent
 * unless all of them can be.
 *
 * @throws KooError for invalid input, and like {@link assertAllowed}
 */
export async function runReplay(
  words: readonly string[],
  flags: ReplayFlags,
  { noInput, notice }: SendContext,
): Promise<readonly Replay[]> {
  const { config, path } = await loadConfig(flags.config);
  const located = await locateCallbackKeys(flags, notice);
  const { keys } = located;
  const { 'as-is': asIs, 'allow-unknown': allowUnknown } = flags;
  const now = () => new Date();
  const prepared = readCalls(words).map((call) => {
    const isElsewhere = flags.to === undefined && call.target === undefined;
    const to = isElsewhere ? config.callback?.url : flags.to;
    const ready = prepareReplay(call, { to, asIs, set: flags.set, allowUnknown, keys, now });
    return { ready, file: isElsewhere ? path : undefined };
  });
  const printed = new Set<string>();
  for (const { ready, file } of prepared) {
    const destination = destinationOf(ready, file, located);
    await assertAllowed(destination, { allowed: flags['allow-origin'] ?? [], env: process.env, noInput });
    for (const text of [...noticesOf(ready, asIs), ...destinationNotices(destination, [])]) {
      if (!printed.has(text.en)) notice(text);
      printed.add(text.en);
    }
  }
  const timeoutMs = flags.timeout * 1000;
  const deliverer = createDeliverer({ timeoutMs, env: process.env });
  const history = openHistory(stateFolder(process.env), { notice });
  try {
    const results: Replay[] = [];
    const { deliver } = deliverer;
    for (const { ready } of prepared) {
      const options = { keys, now, deliver, timeoutMs, secrets: knownSecrets(), history };
      results.push(await sendReplay(ready, options));
    }
    return results;
  } finally {
    history.close();
    await deliverer.close();
  }
}

/** A recorded signature needs no key, but must be protected like one. */
function destinationOf(
  { call, request }: PreparedReplay,
  file: string | undefined,
  located: Parameters<typeof signingKeys>[0],
): Destination {
  const { url, headers } = request;
  const protocol = call.protocol && protocolOf(call.protocol);
  if (protocol && keyOf(located.keys, protocol) !== undefined)
    return { url, file, keys: signingKeys(located, [protocol]) };
  const source = both('the recorded signature of call {id}', { id: call.id });
  const keyClass = protocol?.keyClass ?? 'base';
  return { url, file, keys: [{ keyClass, key: JSON.stringify([url, headers]), source }] };
}

/** Warns of calls that anyone can have sent, and that become calls of KooGallery when they are signed, and of samples. */
function* noticesOf(
  { call: { id, signature }, sampled }: PreparedReplay,
  asIs: boolean,
): Generator<Localized> {
  if (!asIs && signature === 'invalid') {
    yield both(
      'Warning: the signature of call {id} was wrong when it was received: anyone can have sent it. Signed afresh, your server takes it for a call of KooGallery.',
      { id },
    );
  }
  if (sampled.length > 0) {
    yield both('Call {id}: {names} was not recorded, so a sample is sent instead. Set it with --set.', {
      id,
      names: sampled,
    });
  }
}

/** Renders each exchange, what is wrong with the response, and the verdict. */
export function renderReplays(replays: readonly Replay[]): string {
  return replays.map(renderReplay).join('\n\n');
}

function renderReplay(replay: Replay): string {
  const { call, replay: id, protocol, activity } = replay;
  const title =
    id === null ? t('Replay of call {call}', { call }) : t('Replay of call {call}: call {id}', { call, id });
  return [
    paint('bold', title),
    renderExchange({ ...replay, protocol: protocol ?? '?', activity: activity ?? '?' }),
    resultLine(replay),
  ].join('\n\n');
}

function resultLine({ ok, verdict, meaning }: Replay): string {
  const facts = { meaning: oneLine(meaning) };
  const text =
    verdict === 'refused'
      ? t('The call is not valid, and the server refused it, as it should: {meaning}', facts)
      : ok
        ? t('The replay succeeded: {meaning}', facts)
        : t('The replay failed: {meaning}', facts);
  return paint(ok ? 'green' : 'red', wrapForTerminal(`${ok ? marks.passed : marks.failed} ${text}`));
}
