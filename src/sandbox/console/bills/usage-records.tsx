import { usageRecordCode } from '../../../codes/openapi.ts';
import { Badge, type Column, Link, Time } from '../../../console/parts.tsx';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import type { PushedRecord, RecordResult } from '../../market/views/usage-listings.ts';
import { meteringTime } from '../../state/times.ts';

export const recordResultWords: Readonly<Record<RecordResult, Localized>> = {
  accepted: both('accepted'),
  open: both('not billed yet'),
  charged: both('on a bill'),
  rejected: both('rejected'),
};

/** The columns of usage records that were pushed, with the result of each. */
export function recordColumns(): readonly Column<PushedRecord>[] {
  const code = (text: string) => <code>{terminalSafe(text)}</code>;
  return [
    { title: t('Result'), cell: Outcome },
    {
      title: t('Instance'),
      cell: ({ instance }) => code(instance),
      hint: ({ legacy }) => legacy && t('old interface'),
    },
    { title: t('Usage'), cell: ({ value }) => terminalSafe(value), isNumber: true },
    {
      title: t('Used from and to'),
      cell: ({ begin, end }) => (
        <>
          <Metered text={begin} />
          <br />
          <Metered text={end} />
        </>
      ),
    },
    { title: t('Package'), cell: ({ package: named }) => (named === null ? '–' : code(named)) },
    { title: 'metering_sn', cell: ({ sn }) => (sn === null || sn === '' ? '–' : code(sn)) },
    { title: t('Arrived (wall clock)'), cell: ({ receivedAt }) => <Time at={receivedAt} /> },
  ];
}

/** A time of a record in Beijing; as it was sent, if it is invalid. */
function Metered({ text }: { readonly text: string }) {
  const time = meteringTime(text);
  return time === undefined ? <code>{terminalSafe(text)}</code> : <Time at={time} />;
}

function Outcome({ code, detail, charge }: PushedRecord) {
  if (code !== '000') {
    const { meaning, next, repeat } = usageRecordCode(code) ?? {};
    return (
      <>
        <Badge tone={repeat === 'done' ? 'idle' : 'bad'}>{code}</Badge> {meaning && localize(meaning)}
        {detail !== null && (
          <p class="hint" lang="en">
            {detail}
          </p>
        )}
        {next && <p class="hint">{localize(next)}</p>}
      </>
    );
  }
  if (!charge) {
    return (
      <>
        <Badge tone="idle">{t('accepted')}</Badge>
        <p class="hint">{t('Not charged: the instance was not bought in this sandbox.')}</p>
      </>
    );
  }
  if ('bill' in charge) {
    return (
      <>
        <Badge tone="good">{t('on a bill')}</Badge>{' '}
        <Link to={`/bills/${charge.bill}`}>{t('Bill {id}', { id: charge.bill })}</Link>
      </>
    );
  }
  return (
    <>
      <Badge tone="warn">{t('not billed yet')}</Badge>
      <p class="hint">
        {t('Bill at')} <Time at={charge.billAt} />
      </p>
    </>
  );
}
