import { t } from '../text/translate.ts';
import { Link } from './parts.tsx';

/** A page of a list. */
export interface ListPage {
  /** Rows before it. */
  readonly offset: number;
  /** Most rows of a page. */
  readonly limit: number;
}

/** The page that an address asks for; the last one for a number that is too large. */
export function pageIn(query: URLSearchParams, total: number, limit: number): ListPage {
  const asked = /^[1-9]\d{0,8}$/.exec(query.get('page') ?? '')?.[0] ?? '1';
  const last = Math.max(1, Math.ceil(total / limit));
  return { offset: (Math.min(Number(asked), last) - 1) * limit, limit };
}

/** Links to the other pages of a list. */
export function Paging({
  path,
  query,
  page: { offset, limit },
  total,
}: {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly page: ListPage;
  readonly total: number;
}) {
  if (total <= limit) return null;
  const [current, last] = [offset / limit + 1, Math.ceil(total / limit)];
  const to = (page: number) => {
    const next = new URLSearchParams(query);
    next.set('page', String(page));
    return `${path}?${next}`;
  };
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

/** Links of a list that grows: earlier rows are found from the last one that is shown, so that new ones move nothing. */
export function EarlierLinks({
  path,
  query,
  last,
}: {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Number of the last row, if there are more. */
  readonly last: number | undefined;
}) {
  const to = (before?: number) => {
    const next = new URLSearchParams(query);
    next.delete('before');
    if (before !== undefined) next.set('before', String(before));
    return next.size > 0 ? `${path}?${next}` : path;
  };
  return (
    <p class="row">
      {query.has('before') && <Link to={to()}>{t('Latest ones')}</Link>}
      {last !== undefined && <Link to={to(last)}>{t('Earlier ones')}</Link>}
    </p>
  );
}
