import { oneOf } from '../../cli/flags/value.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { consolePages, type PageId, pageAddress, pageIds } from '../console-pages.ts';
import type { Environment } from '../folders.ts';
import { startBrowser } from './browser.ts';
import { openStores } from './stores.ts';
import { findTarget, type TargetOptions } from './target.ts';

/** A page, and the way to it. */
export interface PageLink {
  readonly page: PageId;
  readonly title: Localized;
  readonly site: SiteId;
  /** `null` if Huawei names no address. */
  readonly address: string | null;
  readonly menu: Localized;
  /** Whether a browser was started. */
  readonly opened: boolean;
}

interface OpenContext {
  readonly env: Environment;
  /** Whether a person at a terminal can see the browser. */
  readonly atTerminal: boolean;
  readonly notice: (text: Localized) => void;
}

/**
 * Finds a page, or all of them. A single page is opened in the browser if its address is known and someone is at the
 * terminal.
 *
 * @throws KooError (usage) for an unknown page or site, (configuration) for an unknown profile
 */
export async function openPages(
  named: string | undefined,
  options: TargetOptions,
  { env, atTerminal, notice }: OpenContext,
): Promise<PageLink[]> {
  const page = oneOf(named, pageIds, both('page'), 'UNKNOWN_PAGE');
  const { site } = await findTarget(options, openStores(env, notice), env, notice);
  if (page === undefined) return pageIds.map((id) => linkOf(id, site));
  const link = linkOf(page, site);
  if (link.address === null || !atTerminal) return [link];
  const opened = await startBrowser(link.address, env);
  if (!opened) notice(both('No browser was started. Open the address yourself.'));
  return [{ ...link, opened }];
}

function linkOf(page: PageId, site: SiteId): PageLink {
  const { title, menu } = consolePages[page];
  return { page, title, site, address: pageAddress(page, site) ?? null, menu, opened: false };
}

/** Renders one page as its address or menu path, and all pages as a table. */
export function renderPages(links: readonly PageLink[]): string {
  const [first, ...others] = links;
  if (first && others.length === 0) {
    const { page, site, address, title, menu } = first;
    if (page === 'keys' && site === 'sandbox') {
      return t('The sandbox needs no AK/SK from a console. For the AK/SK of a real site: {command}', {
        command: 'koo open keys --site cn',
      });
    }
    return address ?? t('{title}: {menu} (Huawei names no address)', { title, menu });
  }
  return wrappedTable(
    [t('PAGE'), t('TITLE'), t('WHERE')],
    links.map(({ page, title, address, menu }) => [page, localize(title), address ?? localize(menu)]),
  );
}
