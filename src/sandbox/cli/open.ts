import { startBrowserWithCode } from '../../account/cli/browser.ts';
import type { Environment } from '../../account/folders.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { consolePath } from '../../console/paths.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import { askLocally } from '../../http/ask-locally.ts';
import { both, type Localized } from '../../text/translate.ts';
import { consoleCodePath } from '../server/console-endpoint.ts';
import { runningMarket } from '../state/running.ts';
import { outdated } from './market/client.ts';
import { detach } from './start.ts';

/** The console of the sandbox, and the way to it. */
export interface OpenedConsole {
  /** Lets one browser in, once; without a code if a browser was started with it. */
  readonly address: string;
  /** Whether a browser was started. */
  readonly opened: boolean;
}

interface OpenOptions {
  readonly stateFolder: string;
  /** Page of the console, such as `instances/3`. */
  readonly page: string | undefined;
  readonly starts: boolean;
  readonly env: Environment;
  readonly notice: (text: Localized) => void;
}

const usualPort = 8788;

/**
 * Opens the console of the running sandbox in the browser, or starts a sandbox in the background.
 *
 * @throws KooError (usage, `INVALID_PAGE`); (configuration, `SANDBOX_OUTDATED`); those of `detach`
 */
export async function openSandboxConsole(options: OpenOptions): Promise<OpenedConsole> {
  const { page = '', starts, env, notice } = options;
  const to = pathOf(page);
  const { url, token } = (await runningMarket(options.stateFolder, notice)) ?? (await startDetached(options));
  if (token === undefined) throw outdated();
  concealSecrets([token]);
  const entry = new URL(`${consolePath}/enter`, url);
  entry.searchParams.set('code', await issueCode(url, token));
  if (to !== '/') entry.searchParams.set('to', to);
  const address = entry.href;
  if (!starts) return { address, opened: false };
  // The code is used up, so the address is shown without it.
  if (await startBrowserWithCode(address, options.stateFolder, env))
    return { address: `${url}${consolePath}${to}`, opened: true };
  notice(both('No browser was started. Open the address yourself; it works once, for five minutes.'));
  return { address, opened: false };
}

/** @throws KooError (usage, `INVALID_PAGE`) */
function pathOf(page: string): string {
  const isWithin = !/(^|\/)\.{1,2}(\/|\?|$)/.test(page);
  if (isWithin && /^\/?([\w.~:@-]+(\/[\w.~:@-]+)*)?(\?[\w.~:@=&%+-]*)?$/.test(page))
    return `/${page.replace(/^\//, '')}`;
  throw usageError(
    'INVALID_PAGE',
    both('"{page}" is no page of the console', { page }),
    both('Name it as in its address, after /console/: `--page instances/1`.'),
  );
}

async function startDetached({ stateFolder, notice }: OpenOptions) {
  const { url } = await detach(stateFolder, { port: usualPort }, notice).catch((error: unknown) => {
    if (error instanceof KooError && error.facts.code === 'PORT_IN_USE')
      return detach(stateFolder, { port: 0 }, notice);
    throw error;
  });
  notice(both('Started a sandbox in the background: {url}. `koo sandbox stop` ends it.', { url }));
  return { url, token: (await runningMarket(stateFolder, notice))?.token };
}

/** @throws KooError (configuration, `SANDBOX_OUTDATED`) if the sandbox has no console */
async function issueCode(url: string, token: string): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const reply = await askLocally(new URL(consoleCodePath, url), { method: 'POST', headers });
  if (reply?.code === undefined) throw outdated();
  return String(reply.code);
}
