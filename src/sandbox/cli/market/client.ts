import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { concealSecrets } from '../../../cli/output/edge.ts';
import { cancelledError } from '../../../cli/prompts.ts';
import { configurationError, KooError, systemCode } from '../../../errors/koo-error.ts';
import { isObject, tryJson } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import { type MarketLine, marketPath } from '../../api/market-endpoint.ts';
import type { ActResult, Entry } from '../../market/model/journal.ts';
import type { SandboxOptions } from '../../server/server.ts';
import { runningMarket } from '../../state/running.ts';

export interface MarketClient {
  /**
   * Performs an act, after another process that acts in the sandbox. An abort of the client's signal ends it after the
   * callback under way.
   *
   * @throws KooError what the marketplace refuses; (configuration, `MARKET_BUSY`); (network) `SANDBOX_GONE`,
   * `SANDBOX_NOT_RESPONDING`; (interrupted, `INTERRUPTED`)
   */
  perform(command: Command, onEntry: (entry: Entry) => void): Promise<ActResult>;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly stateFolder: string;
  readonly signal: AbortSignal;
  readonly notice: (text: Localized) => void;
  readonly onStarted: (text: Localized) => void;
  /** Opens the marketplace of a sandbox that is started here; injected by tests. */
  readonly openMarket?: SandboxOptions['openMarket'];
}

/** Preferred port of a sandbox that is started for one command: servers of merchants know it. */
const usualPort = 8788;

/** Longest wait of an act for another process, and time between two looks for it, in milliseconds. */
const busyMs = 600_000;
const lookMs = 500;

/**
 * Finds the running sandbox, or starts one in this process.
 *
 * @throws KooError (configuration) `SANDBOX_OUTDATED`, `SANDBOX_STATE_UNUSABLE`; (network, `SANDBOX_NOT_RESPONDING`);
 * (interrupted, `INTERRUPTED`)
 */
export async function openMarketClient(options: ClientOptions): Promise<MarketClient> {
  const first = (await findMarket(options)) ?? (await startInProcess(options));
  let place = first;
  let isTold = false;
  return {
    close: async () => first.close?.(),
    async perform(command, onEntry) {
      for (const until = performance.now() + busyMs; ; ) {
        try {
          return await performAt(place, options, command, onEntry);
        } catch (error) {
          const isBusy = error instanceof KooError && error.facts.code === 'MARKET_BUSY';
          if (!isBusy || performance.now() > until) throw error;
        }
        if (!isTold) options.notice(both('Another koo process is acting in this sandbox. koo waits for it.'));
        isTold = true;
        // A sandbox that was started meanwhile keeps the marketplace.
        place = (await findMarket(options)) ?? first;
      }
    },
  };
}

/** A sandbox; one in this process has to be closed. */
interface Place {
  readonly url: string;
  readonly token: string;
  close?(): Promise<void>;
}

async function findMarket({ stateFolder, notice, signal }: ClientOptions): Promise<Place | undefined> {
  const running = await runningMarket(stateFolder, notice, signal);
  if (signal.aborted) throw interrupted();
  if (!running) return undefined;
  const { url, token } = running;
  if (token === undefined) throw outdated();
  return { url, token };
}

async function startInProcess({ stateFolder, openMarket, onStarted }: ClientOptions): Promise<Place> {
  const { startSandbox } = await import('../../server/server.ts');
  const options = { stateFolder, busyMs: lookMs, ...(openMarket && { openMarket }) };
  const sandbox = await startSandbox({ ...options, port: usualPort }).catch((error: unknown) => {
    if (systemCode(error) !== 'EADDRINUSE' && systemCode(error) !== 'EACCES') throw error;
    return startSandbox({ ...options, port: 0 });
  });
  onStarted(
    both(
      'Started a sandbox at {url} for this command. `koo sandbox start --detach` keeps one running: then your server can query it at any time, and what is due is sent by itself.',
      { url: sandbox.url },
    ),
  );
  return sandbox;
}

async function performAt(
  place: Place,
  options: ClientOptions,
  command: Command,
  onEntry: (entry: Entry) => void,
): Promise<ActResult> {
  concealSecrets([place.token]);
  const ended = new AbortController();
  let failure: unknown;
  if (!place.close) {
    watch(place, options, ended.signal).catch((error: unknown) => {
      failure = error;
      ended.abort();
    });
  }
  try {
    for await (const line of linesOf(place, command, AbortSignal.any([options.signal, ended.signal]))) {
      if ('entry' in line) onEntry(line.entry);
      else if ('result' in line) return line.result;
      // Another sandbox has taken the address of the one that was found.
      else if (line.error.code !== 'TOKEN_REQUIRED') throw new KooError(line.error);
    }
    throw gone(place.url);
  } catch (error) {
    throw failure ?? error;
  } finally {
    ended.abort();
  }
}

/** Time between two looks at the process of the sandbox, in milliseconds. */
const watchMs = 2_000;

/** Fails when the sandbox has ended or is suspended, which a connection does not always show. */
async function watch({ url }: Place, { stateFolder, notice }: ClientOptions, signal: AbortSignal) {
  // One that closes may still answer.
  for (let missed = 0; missed < 2; ) {
    await sleep(watchMs, undefined, { signal });
    const running = await runningMarket(stateFolder, notice, signal);
    missed = running?.url === url ? 0 : missed + 1;
  }
  throw gone(url);
}

/** Reads the lines of the response. There is no time limit: an act may wait behind another one. */
async function* linesOf(place: Place, command: Command, signal: AbortSignal): AsyncGenerator<MarketLine> {
  const sent = request(new URL(marketPath, place.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${place.token}` },
    agent: false,
    signal,
  });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(JSON.stringify(command));
    });
    let rest = '';
    for await (const text of response.setEncoding('utf8')) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield parseLine(line);
    }
    if (rest !== '') yield parseLine(rest);
  } catch (error) {
    if (error instanceof KooError) throw error;
    throw signal.aborted ? interrupted() : gone(place.url);
  } finally {
    sent.destroy();
  }
}

function parseLine(text: string): MarketLine {
  const line = tryJson(text);
  if (isObject(line) && ('entry' in line || 'result' in line || 'error' in line)) return line as MarketLine;
  throw outdated();
}

/** A sandbox without a marketplace answers as the open API does. */
export function outdated(): KooError {
  return configurationError(
    'SANDBOX_OUTDATED',
    both('The running sandbox was started by another version of koo'),
    both('Restart it: `koo sandbox stop`, then `koo sandbox start --detach`.'),
  );
}

function gone(url: string): KooError {
  return new KooError({
    category: 'network',
    code: 'SANDBOX_GONE',
    message: both('The sandbox at {url} ended before the act did', { url }),
    hint: both(
      'What was done stays done: see `koo sandbox orders`. After `koo sandbox start --detach`, it goes on where it was.',
    ),
    details: { url },
  });
}

function interrupted(): KooError {
  return cancelledError().with({
    code: 'INTERRUPTED',
    message: both('Interrupted'),
    hint: both(
      'What was done stays done: see `koo sandbox deliveries`. `koo sandbox clock` sends what is due.',
    ),
  });
}
