import { networkInterfaces } from 'node:os';
import { fallbackNote } from '../../../account/cli/fallback-key.ts';
import { callbackKeys, requireKey } from '../../../account/cli/keys.ts';
import { stateFolder } from '../../../account/folders.ts';
import { interruption, untilEnded } from '../../../cli/interrupt.ts';
import { listenError } from '../../../cli/listen-failure.ts';
import { printText } from '../../../cli/output/edge.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import type { Keys } from '../../../signing/key-class.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { ListenState } from '../../console/calls.tsx';
import { generateRsaKeys, randomId } from '../../delivery/random.ts';
import { assertTarget } from '../../delivery/send.ts';
import { historyPath } from '../../history/database.ts';
import { openHistory } from '../../history/store.ts';
import { type Answerer, createForwarder, createOwnAnswerer } from '../../listen/answerer.ts';
import { keyOf } from '../../listen/read-call.ts';
import { startListening } from '../../listen/receive.ts';
import { createMerchant } from '../../merchant/merchant.ts';
import { demoLicenseCode, type MerchantOptions } from '../../merchant/model.ts';
import { createState } from '../../merchant/state.ts';
import { protocols } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/model.ts';
import type { ListenFlags } from './flags.ts';
import { type CallLine, callLine, renderCall } from './line.ts';
import { createFailureCommand } from './on-failure.ts';

export interface ListenHost {
  readonly printLine: (line: CallLine, text: () => string) => void;
  readonly notice: (text: Localized) => void;
}

/**
 * Receives calls until it is interrupted or terminated, or the reader of its lines exits.
 *
 * @throws KooError (usage) for an invalid target; (configuration) without a key for its own answers, or if the history
 * cannot be used; (network) if it cannot listen
 */
export async function runListen(flags: ListenFlags, { printLine, notice }: ListenHost): Promise<void> {
  const { host, port, timeout } = flags;
  const target = flags['forward-to'];
  if (target !== undefined) assertForwardable(target, { host, port });
  const keys = await callbackKeys(flags, notice);
  const answerer =
    target === undefined
      ? await ownAnswerer(keys)
      : createForwarder({ target, timeoutMs: timeout * 1000, env: process.env });
  const folder = stateFolder(process.env);
  const history = openHistory(folder, { notice });
  const command = flags['on-failure'];
  const print = (text: string) => printText(text, process.stderr);
  const onFailure =
    command === undefined ? undefined : createFailureCommand(command, { report: notice, print });
  const borrowed = new Set(borrowing(keys));
  try {
    const server = await startListening({
      host,
      port,
      names: flags['allow-host'] ?? [],
      keys,
      history,
      answerer,
      timeoutMs: timeout * 1000,
      now: () => new Date(),
      onTrouble: notice,
      onCall: ({ id, verdict, cause }) => {
        const call = history.read(id);
        if (!call) return;
        const line = callLine(call, cause, flags.print);
        // Said when a call needs the key, because a product has few of the interface classes.
        const protocol = protocols.find(({ id }) => id === line.protocol);
        if (protocol && borrowed.delete(protocol)) notice(fallbackNote([protocol]));
        printLine(line, () => renderCall(line));
        if (verdict === 'failed') onFailure?.run(callLine(call, cause, true));
      },
    }).catch((error: unknown) => {
      throw listenError(error, host, port);
    });
    // Install the handlers before announcing the URL: a signal may arrive at once.
    const ended = untilEnded();
    for (const text of uncheckedNotices(keys)) notice(text);
    if (!server.loopback) notice(reachableByOthers);
    notice(recordedIn(historyPath(folder)));
    notice(ready(server.url, target));
    await showCalls({ history, keys, url: server.url, target }, flags, ended, notice);
    await server.close();
    if (interruption().aborted) process.exitCode = ExitCode.interrupted;
  } finally {
    onFailure?.stop();
    await answerer.close();
    history.close();
  }
}

/** Shows the calls in a browser until koo is ended. */
async function showCalls(
  state: Omit<ListenState, 'sendAgain'>,
  flags: ListenFlags,
  ended: Promise<void>,
  notice: ListenHost['notice'],
): Promise<void> {
  const port = flags['console-port'] ?? (process.stderr.isTTY ? 0 : undefined);
  if (!flags.console || port === undefined) return ended;
  // Loaded after koo is ready.
  const [{ createSender }, { openConsole }] = await Promise.all([
    import('../history/send-again.ts'),
    import('./console.ts'),
  ]);
  const end = new AbortController();
  const { signal } = end;
  const { sendAgain, close } = createSender({ ...state, timeoutMs: flags.timeout * 1000, signal });
  const pages = await openConsole({ ...state, sendAgain, port }, notice);
  await ended;
  end.abort();
  await Promise.all([close(), pages?.close()]);
}

/**
 * The target of `--forward-to` is the merchant's address; its query comes with each call, which signs it.
 *
 * @throws KooError (usage) `INVALID_URL`, `TARGET_WITH_QUERY`, `TARGET_IS_LISTENER`
 */
function assertForwardable(target: string, { host, port }: Pick<ListenFlags, 'host' | 'port'>): void {
  assertTarget(target);
  const url = new URL(target);
  if (/[?#]/.test(target)) {
    throw usageError(
      'TARGET_WITH_QUERY',
      both('--forward-to has a query or a fragment'),
      both(
        'Use {without}. The query of each call is passed on as it is, because KooGallery signs it: put yours into the production address in the seller console.',
        { without: url.origin + url.pathname },
      ),
    );
  }
  if (leadsTo(host, url.hostname) && Number(url.port || (url.protocol === 'https:' ? 443 : 80)) === port) {
    throw usageError(
      'TARGET_IS_LISTENER',
      both('--forward-to names the port that koo listens on: {port}', { port: String(port) }),
      both('Give the address of your own server, or another --port.'),
    );
  }
}

/** Whether `hostname` leads to a server at `host`: forwarding to itself would not end. */
function leadsTo(host: string, hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(hostname) || address === '0.0.0.0' || address === '::') return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return !isLoopback(host) && own.some((known) => known.address === address);
}

/**
 * The reference merchant, for the protocols that there is a key for.
 *
 * @throws KooError (configuration, `NO_ACCESS_KEY`)
 */
async function ownAnswerer(keys: Keys): Promise<Answerer> {
  const served = protocols.filter((protocol) => keyOf(keys, protocol) !== undefined);
  if (served.length === 0) requireKey(keys, 'base');
  const options: MerchantOptions = {
    protocols: served.map(({ id }) => id),
    keys: Object.fromEntries(served.map((protocol) => [protocol.keyClass, keyOf(keys, protocol) ?? ''])),
    rsaPrivateKey: (await generateRsaKeys()).privateKey,
    encryptBits: 256,
    sale: 'period',
    now: () => new Date(),
    id: randomId,
  };
  return createOwnAnswerer(createMerchant(options, createState([demoLicenseCode])));
}

/** Returns the protocols whose calls are verified with the key of the base interfaces in place of their own. */
function borrowing(keys: Keys): Protocol[] {
  return protocols.filter(({ keyClass }) => keys[keyClass] === undefined && keys.base !== undefined);
}

/** Names the protocols whose signatures are not checked. */
function uncheckedNotices(keys: Keys): Localized[] {
  const unchecked = protocols.filter((protocol) => keyOf(keys, protocol) === undefined);
  if (unchecked.length === 0) return [];
  return [
    both(
      'Signatures of {ids, and} are not checked, because there is no access key for them. Set KOO_ACCESS_KEY, or store the keys with `koo login`.',
      { ids: unchecked.map(({ id }) => id) },
    ),
  ];
}

const reachableByOthers = both('Warning: other machines can reach this server, and it uses plain HTTP.');

function recordedIn(path: string): Localized {
  return both('Calls are recorded in {path}; see `koo callback history`.', { path });
}

function ready(url: string, target: string | undefined): Localized {
  return target === undefined
    ? both('Ready: {url} answers as the reference merchant (press Ctrl-C to stop)', { url })
    : both('Ready: {url} → {target} (press Ctrl-C to stop)', { url, target });
}
