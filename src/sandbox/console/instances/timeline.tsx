import type { Child } from 'hono/jsx';
import type { Tone } from '../../../console/model.ts';
import { Badge, Link, Time } from '../../../console/parts.tsx';
import { day, hour, minute } from '../../../text/duration.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { Due, Entry } from '../../market/model/journal.ts';
import { formatOrderStatus, formatOrderType } from './act-words.ts';

/** An event of the past or the future. */
export interface Moment {
  /** Milliseconds of the business clock. */
  readonly at: number;
  readonly tone: Tone;
  readonly body: Child;
}

interface TimelineProps {
  readonly entries: readonly Entry[];
  readonly due: readonly Due[];
  /** Times that follow from others, and are not scheduled yet. */
  readonly expected: readonly Moment[];
  readonly now: number;
  /** The page with the entries that are not shown. */
  readonly earlier: string | undefined;
}

/** The life of an instance on one line: what happened, now, and what will happen. */
export function Timeline({ entries, due, expected, now, earlier }: TimelineProps) {
  const future = [...due.map(dueMoment), ...expected].sort((a, b) => a.at - b.at);
  return (
    <ol class="timeline">
      {earlier && (
        <li class="idle">
          <Link to={earlier}>{t('Show older entries')}</Link>
        </li>
      )}
      {groupEntries(entries).map(({ at, tone, body }, index, all) => (
        <li class={tone}>
          {at !== all[index - 1]?.at && (
            <span class="when">
              <Time at={at} />
            </span>
          )}
          <div>{body}</div>
        </li>
      ))}
      <li class="now" aria-current="time">
        <span class="when">
          <Time at={now} />
        </span>
        <strong>{t('Now')}</strong>
      </li>
      {future.length === 0 ? (
        <li class="future idle">{t('Nothing is due.')}</li>
      ) : (
        future.map(({ at, tone, body }) => (
          <li class={`future ${tone}`}>
            <span class="when">
              <Time at={at} />
              <span class="faint"> {formatWait(at - now)}</span>
            </span>
            <div>{body}</div>
          </li>
        ))
      )}
    </ol>
  );
}

/** Formats a time to wait in its largest unit. */
export function formatWait(ms: number): string {
  if (ms <= 0) return t('now');
  if (ms >= day) return t('in {count, plural, one {# day} other {# days}}', { count: Math.floor(ms / day) });
  if (ms >= hour)
    return t('in {count, plural, one {# hour} other {# hours}}', { count: Math.floor(ms / hour) });
  return t('in {count, plural, one {# minute} other {# minutes}}', { count: Math.ceil(ms / minute) });
}

function dueMoment({ at, type, text }: Due): Moment {
  const words = localize(text);
  // The name of an activity is written as it is on the wire.
  const body = type === 'attempt' ? <span class="wire">{words}</span> : words;
  return { at: Date.parse(at), tone: 'idle', body };
}

/** Joins attempts of a delivery that keep failing in the same way into one moment. */
function groupEntries(entries: readonly Entry[]): Moment[] {
  const groups: Entry[][] = [];
  for (const entry of entries.filter(isShown)) {
    const last = groups.at(-1);
    if (last && isRepetition(last.at(-1), entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups.map(joinEntries);
}

/** Leaves out messages to the seller that repeat other entries. */
function isShown(entry: Entry): boolean {
  return !(entry.type === 'notice' && (entry.kind === 'delivery-failed' || entry.kind === 'order-completed'));
}

function isRepetition(before: Entry | undefined, entry: Entry): boolean {
  return (
    before?.type === 'attempt' &&
    entry.type === 'attempt' &&
    before.delivery === entry.delivery &&
    before.result === entry.result &&
    before.meaning.en === entry.meaning.en
  );
}

const resultTones = { succeeded: 'good', 'in-progress': 'warn', failed: 'bad' } as const;
const resultWords = {
  succeeded: both('succeeded'),
  'in-progress': both('in progress'),
  failed: both('failed'),
} as const;

function joinEntries(group: readonly Entry[]): Moment {
  const [first] = group;
  const last = group.at(-1);
  if (!first || !last) throw new TypeError('a group has entries');
  return {
    at: first.at,
    tone: chooseTone(last),
    body: (
      <>
        <EntryText entry={last} />
        {group.length > 1 && (
          <>
            {' '}
            {t('{count} times, the last at', { count: group.length })} <Time at={last.at} />
          </>
        )}
      </>
    ),
  };
}

function chooseTone(entry: Entry): Tone {
  if (entry.type === 'attempt') return resultTones[entry.result];
  if (entry.type === 'state') return stateTones[entry.state] ?? 'idle';
  return entry.type === 'gave-up' || entry.type === 'refused' ? 'bad' : 'idle';
}

const stateTones: Readonly<Record<string, Tone>> = {
  active: 'good',
  grace: 'warn',
  frozen: 'warn',
  failed: 'bad',
};

/** An entry of the journal in words, with a link to what was sent. */
export function EntryText({ entry }: { readonly entry: Entry }) {
  if (entry.type === 'attempt') {
    const { delivery, activity, result, meaning } = entry;
    return (
      <>
        <Link to={`/deliveries/${delivery}`}>
          <code>{activity}</code>
        </Link>{' '}
        <Badge tone={resultTones[result]}>{localize(resultWords[result])}</Badge>{' '}
        <span class="faint">{oneLine(localize(meaning))}</span>
      </>
    );
  }
  if (entry.type === 'order') {
    const { order, orderType, status, amount } = entry;
    const parts = { type: formatOrderType(orderType), status: formatOrderStatus(status), order, amount };
    return <>{t('{type} {order}: {status}, {amount} yuan', parts)}</>;
  }
  const text = oneLine(localize(entry.text));
  if (entry.type === 'state') return <strong>{text}</strong>;
  if (entry.type === 'notice' && entry.to === 'buyer')
    return <span class="faint">{t('Message to the buyer: {text}', { text })}</span>;
  if (entry.type === 'notice') return <span class="faint">{t('Message to you: {text}', { text })}</span>;
  if (entry.type === 'gave-up' || entry.type === 'dropped') {
    return (
      <>
        {text}{' '}
        <Link to={`/deliveries/${entry.delivery}`}>{t('Delivery {id}', { id: String(entry.delivery) })}</Link>
      </>
    );
  }
  return <>{text}</>;
}
