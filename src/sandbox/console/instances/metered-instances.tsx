import type { Child } from 'hono/jsx';
import { Badge, Link, Table, Time } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import type { MeteredInstance, Quota } from '../../market/views/usage-listings.ts';
import { StateBadge } from './instances.tsx';

/** Pay-per-use instances, with what they come to and what comes next. */
export function InstanceTable({
  rows,
  empty,
}: {
  readonly rows: readonly MeteredInstance[];
  readonly empty: Child;
}) {
  return (
    <Table
      caption={t('Pay-per-use instances')}
      rows={rows}
      empty={empty}
      columns={[
        {
          title: t('Instance'),
          cell: ({ key, name, product }) => (
            <>
              <Link to={`/instances/${key}`}>
                <code>{name}</code>
              </Link>
              <p class="hint">{product}</p>
            </>
          ),
        },
        {
          title: t('State'),
          cell: ({ state }) => <StateBadge state={state} />,
        },
        { title: t('What comes next'), cell: ({ due }) => <DueList due={due} /> },
        { title: t('Buyer'), cell: (instance) => <BuyerCell instance={instance} /> },
        {
          title: t('Not billed yet'),
          cell: ({ openUsage, openRecords }) => (
            <>
              {openUsage}
              {openRecords > 0 && (
                <p class="hint">
                  {t('{openRecords, plural, one {# record} other {# records}}', { openRecords })}
                </p>
              )}
            </>
          ),
          isNumber: true,
        },
        { title: t('Billed (yuan)'), cell: ({ billed }) => formatInCents(billed), isNumber: true },
      ]}
    />
  );
}

function BuyerCell({ instance: { buyer, balance } }: { readonly instance: MeteredInstance }) {
  return (
    <>
      {buyer}
      <p class="hint">{t('Balance: {balance} yuan', { balance: formatInCents(balance) })}</p>
      {balance < 0 && (
        <>
          <Badge tone="bad">{t('in arrears')}</Badge>
          <p class="hint">
            {t('A top-up settles the arrears:')} <code>koo sandbox buyer {buyer} --top-up 100</code>
          </p>
        </>
      )}
    </>
  );
}

function DueList({ due }: { readonly due: MeteredInstance['due'] }) {
  if (due.length === 0) return <>–</>;
  return (
    <>
      {due.map(({ at, text }) => (
        <div>
          <Time at={at} /> {localize(text)}
        </div>
      ))}
    </>
  );
}

/** Packages of pay-per-use, with what is left of them. */
export function QuotaTable({ rows }: { readonly rows: readonly Quota[] }) {
  return (
    <Table
      caption={t('Packages')}
      rows={rows}
      empty=""
      columns={[
        {
          title: t('Instance'),
          cell: ({ key, name }) => (
            <Link to={`/instances/${key}`}>
              <code>{name}</code>
            </Link>
          ),
        },
        { title: t('Product'), cell: ({ product }) => <code>{product}</code> },
        { title: t('Buyer'), cell: ({ buyer }) => buyer },
        { title: t('Included'), cell: ({ included }) => included, isNumber: true },
        { title: t('Used'), cell: ({ used }) => used, isNumber: true },
        { title: t('Left'), cell: ({ left }) => left, isNumber: true },
        { title: t('Ends'), cell: ({ endsAt }) => (endsAt === undefined ? '–' : <Time at={endsAt} />) },
      ]}
    />
  );
}
