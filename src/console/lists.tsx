import { type PropsWithChildren, useContext } from 'hono/jsx';
import { t } from '../text/translate.ts';
import type { View } from './model.ts';
import { Button, FilterContext, FrameContext, Link } from './parts.tsx';
import { consolePath } from './paths.ts';

/** A form that filters the list of its page by fields in the address. On a phone, it is folded. */
export function Filter({
  label,
  button = t('Filter'),
  children,
}: PropsWithChildren<{ readonly label: string; readonly button?: string }>) {
  const path = useContext(FrameContext)?.call.path ?? '/';
  return (
    <details class="fold filter">
      <summary>{label}</summary>
      <form method="get" action={consolePath + path} role="search" aria-label={label} class="row">
        <FilterContext.Provider value>{children}</FilterContext.Provider>
        <div class="field">
          <Button kind="quiet" label={button} />
        </div>
      </form>
    </details>
  );
}

/** Rows on a page of a list, unless the list gives a reason for another number. */
export const pageSize = 50;

export interface ListPage {
  /** Rows before it. */
  readonly offset: number;
  /** Most rows of a page. */
  readonly limit: number;
}

/**
 * The page that an address asks for; the last one for a number that is too large.
 *
 * @param total rows of the list; without it, they are not counted
 * @param name of the number in the address
 */
export function pageIn(
  query: URLSearchParams,
  { total = Infinity, limit = pageSize, name = 'page' } = {},
): ListPage {
  const asked = /^[1-9]\d{0,8}$/.exec(query.get(name) ?? '')?.[0] ?? '1';
  const last = Math.max(1, Math.ceil(total / limit));
  return { offset: (Math.min(Number(asked), last) - 1) * limit, limit };
}

/** Links to the other pages of a list whose rows are counted. */
export function Paging({
  page: { offset, limit },
  total,
}: {
  readonly page: ListPage;
  readonly total: number;
}) {
  const to = usePageLink('page');
  if (total <= limit) return null;
  const [current, last] = [offset / limit + 1, Math.ceil(total / limit)];
  return (
    <nav class="row" aria-label={t('Pages of the list')}>
      {current > 1 && <Link to={to(1)}>{t('First')}</Link>}
      {current > 1 && <Link to={to(current - 1)}>{t('Previous')}</Link>}
      <span>
        {t('{from} to {to} of {total}', { from: offset + 1, to: Math.min(offset + limit, total), total })}
      </span>
      {current < last && <Link to={to(current + 1)}>{t('Next')}</Link>}
      {current < last && <Link to={to(last)}>{t('Last')}</Link>}
    </nav>
  );
}

/** Links to the other pages of a list that has too many rows to count them. */
export function UncountedPaging({
  page: { offset, limit },
  name,
  hasMore,
}: {
  readonly page: ListPage;
  readonly name: string;
  readonly hasMore: boolean;
}) {
  const to = usePageLink(name);
  const current = offset / limit + 1;
  if (current === 1 && !hasMore) return null;
  return (
    <p class="row">
      {current > 1 && <Link to={to(current - 1)}>{t('Newer')}</Link>}
      <span class="faint">{t('Page {number}', { number: current })}</span>
      {hasMore && <Link to={to(current + 1)}>{t('Older')}</Link>}
    </p>
  );
}

/** The row before which a page of a growing list begins; `undefined` for the latest rows. */
export function rowBefore(query: URLSearchParams): number | undefined {
  const before = Number(query.get('before'));
  return Number.isSafeInteger(before) && before > 0 ? before : undefined;
}

/**
 * Links of a list that grows while it is read: earlier rows are found from the last one that is shown, so that new ones
 * move nothing.
 *
 * @param found the rows of the page, and one more if there are earlier ones
 * @param number of a row
 */
export function EarlierLinks<Row>({
  found,
  number,
}: {
  readonly found: readonly Row[];
  readonly number: (row: Row) => number;
}) {
  const to = usePageLink('before');
  const isLatest = !useContext(FrameContext)?.call.query.has('before');
  const last = found.length > pageSize ? found[pageSize - 1] : undefined;
  return (
    <p class="row">
      {!isLatest && <Link to={to(undefined)}>{t('Latest ones')}</Link>}
      {last !== undefined && <Link to={to(number(last))}>{t('Earlier ones')}</Link>}
    </p>
  );
}

/** Returns the address of another page of a list on the current page. */
function usePageLink(parameter: string): (value: number | undefined) => string {
  const { path = '/', query } = useContext(FrameContext)?.call ?? {};
  return (value) => {
    const next = new URLSearchParams(query);
    if (value === undefined) next.delete(parameter);
    else next.set(parameter, String(value));
    return next.size > 0 ? `${path}?${next}` : path;
  };
}

interface PointerProps {
  /** A sentence that says what is missing. */
  readonly text: string;
  readonly to: string;
  readonly link: string;
}

/** Says that something is missing, and links to the page to go to instead. */
export function Pointer({ text, to, link }: PointerProps) {
  return (
    <>
      {text} <Link to={to}>{link}</Link>
    </>
  );
}

/** The page of a thing that does not exist. */
export function missingView(pointer: PointerProps): View {
  return {
    title: t('Not found'),
    status: 404,
    body: (
      <p class="empty">
        <Pointer {...pointer} />
      </p>
    ),
  };
}
