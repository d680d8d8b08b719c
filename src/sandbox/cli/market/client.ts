import { type IncomingMessage, request } from 'node:http';
import { concealSecrets } from '../../../cli/output/edge.ts';
import { cancelledError } from '../../../cli/prompts.ts';
import { configurationError, KooError, systemCode } from '../../../errors/koo-error.ts';
import { isObject, tryJson } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import { type MarketLine, marketPath } from '../../api/market-endpoint.ts';
import type { ActResult, Entry } from '../../market/model/journal.ts';
import type { Sandbox, SandboxOptions } from '../../server/server.ts';
import { runningMarket } from '../../state/running.ts';

export interface MarketClient {
  /**
   * Performs an act. An abort of the signal ends it after the callback under way.
   *
   * @throws KooError what the marketplace refuses; (network, `SANDBOX_GONE`); (interrupted, `INTERRUPTED`)
   */
  perform(command: Command, onEntry: (entry: Entry) => void, signal: AbortSignal): Promise<ActResult>;
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly stateFolder: string;
  readonly notice: (text: Localized) => void;
  readonly onStarted: (text: Localized) => void;
  /** Opens the marketplace of a sandbox that is started here; injected by tests. */
  readonly openMarket?: SandboxOptions['openMarket'];
}

/** Preferred port of a sandbox that is started for one command: servers of merchants know it. */
const usualPort = 8788;

/**
 * Finds the running sandbox, or starts one in this process.
 *
 * @throws KooError (configuration) `SANDBOX_OUTDATED`, `SANDBOX_STATE_UNUSABLE`; (network, `SANDBOX_NOT_RESPONDING`)
 */
export async function openMarketClient(options: ClientOptions): Promise<MarketClient> {
  const running = await runningMarket(options.stateFolder, options.notice);
  if (running) {
    if (running.token === undefined) throw outdated();
    return clientOf({ url: running.url, token: running.token }, async () => {});
  }
  const sandbox = await startInProcess(options);
  options.onStarted(
    both(
      'Started a sandbox at {url} for this command. `koo sandbox start --detach` keeps one running: then your server can query it at any time, and what is due is sent by itself.',
      { url: sandbox.url },
    ),
  );
  return clientOf(sandbox, () => sandbox.close());
}

async function startInProcess({ stateFolder, openMarket }: ClientOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../../server/server.ts');
  const options = { stateFolder, ...(openMarket && { openMarket }) };
  try {
    return await startSandbox({ ...options, port: usualPort });
  } catch (error) {
    if (systemCode(error) !== 'EADDRINUSE' && systemCode(error) !== 'EACCES') throw error;
    return startSandbox({ ...options, port: 0 });
  }
}

interface Place {
  readonly url: string;
  readonly token: string;
}

function clientOf(place: Place, close: () => Promise<void>): MarketClient {
  concealSecrets([place.token]);
  return {
    close,
    async perform(command, onEntry, signal) {
      for await (const line of linesOf(place, command, signal)) {
        if ('entry' in line) onEntry(line.entry);
        else if ('result' in line) return line.result;
        else throw new KooError(line.error);
      }
      throw gone(place.url);
    },
  };
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
    hint: both('Nothing is lost: after `koo sandbox start --detach`, it goes on where it was.'),
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
