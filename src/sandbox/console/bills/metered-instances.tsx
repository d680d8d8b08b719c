import { Badge, type Column, Time } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { formatInCents } from '../../market/money/amounts.ts';
import type { MeteredInstance, Quota } from '../../market/views/usage-listings.ts';
import { InstanceLink, StateBadge } from '../shared/instance-parts.tsx';

/** The columns of pay-per-use instances, with their usage, their bills and what is due next. */
export function instanceColumns(): readonly Column<MeteredInstance>[] {
  return [
    {
      title: t('Instance'),
      cell: ({ key, name }) => <InstanceLink instance={key} name={name} />,
      hint: ({ product }) => product,
    },
    { title: t('State'), cell: ({ state }) => <StateBadge state={state} /> },
    {
      title: t('What comes next'),
      cell: ({ due }) =>
        due.length === 0
          ? '–'
          : due.map(({ at, text }) => (
              <div>
                <Time at={at} /> {localize(text)}
              </div>
            )),
    },
    { title: t('Buyer'), cell: BuyerCell },
    {
      title: t('Not billed yet'),
      cell: ({ openUsage }) => openUsage,
      hint: ({ openRecords }) =>
        openRecords > 0 && t('{openRecords, plural, one {# record} other {# records}}', { openRecords }),
      isNumber: true,
    },
    { title: t('Billed (yuan)'), cell: ({ billed }) => formatInCents(billed), isNumber: true },
  ];
}

function BuyerCell({ buyer, balance }: MeteredInstance) {
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

/** The columns of packages of pay-per-use, with the rest of each. */
export function quotaColumns(): readonly Column<Quota>[] {
  return [
    { title: t('Instance'), cell: ({ key, name }) => <InstanceLink instance={key} name={name} /> },
    { title: t('Product'), cell: ({ product }) => <code>{product}</code> },
    { title: t('Buyer'), cell: ({ buyer }) => buyer },
    { title: t('Included'), cell: ({ included }) => included, isNumber: true },
    { title: t('Used'), cell: ({ used }) => used, isNumber: true },
    { title: t('Left'), cell: ({ left }) => left, isNumber: true },
    { title: t('Ends'), cell: ({ endsAt }) => (endsAt === undefined ? '–' : <Time at={endsAt} />) },
  ];
}
