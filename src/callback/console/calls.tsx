import { EarlierLinks, Filter, pageSize, rowBefore } from '../../console/lists.tsx';
import type { Page } from '../../console/model.ts';
import { Field, Link, Section, Table, Time } from '../../console/parts.tsx';
import { shownSentence, shownText } from '../../exchanges/shown-text.ts';
import { SignatureBadge } from '../../exchanges/signature-view.tsx';
import type { Keys } from '../../signing/key-class.ts';
import { both, localize, t } from '../../text/translate.ts';
import { type CallFilter, callVerdicts, type History, type RecordedCall } from '../history/model.ts';
import { VerdictBadge, verdictWord } from '../inspector/inspector.tsx';
import type { Replay } from '../listen/replay.ts';
import { protocols } from '../protocols/index.ts';

/** The data and functions of the pages. */
export interface ListenState {
  readonly history: History;
  readonly keys: Keys;
  /** URL of the receiver. */
  readonly url: string;
  /** Where calls are forwarded to; absent if koo answers itself. */
  readonly target?: string | undefined;
  /** Sends a recorded call again, signed afresh. */
  readonly sendAgain: (id: number) => Promise<Pick<Replay, 'ok' | 'meaning' | 'replay'>>;
}

/** The calls that were received, the latest first. */
export function callsPage({ history, url }: ListenState): Page {
  return {
    path: '/',
    nav: both('Calls'),
    show({ query }) {
      const found = history.list({ ...filterOf(query), limit: pageSize + 1 });
      return {
        title: t('Received calls'),
        body: (
          <Section title={t('Calls of KooGallery')}>
            <FilterForm />
            <Calls calls={found.slice(0, pageSize)} isFiltered={query.size > 0} url={url} />
            <EarlierLinks found={found} number={({ id }) => id} />
          </Section>
        ),
      };
    },
  };
}

function filterOf(query: URLSearchParams): Omit<CallFilter, 'limit'> {
  const given = (name: string) => query.get(name)?.trim() || undefined;
  return {
    activity: given('activity'),
    instanceId: given('instanceId'),
    orderId: given('orderId'),
    verdict: callVerdicts.find((one) => one === query.get('verdict')),
    before: rowBefore(query),
  };
}

const activityNames = [
  ...new Set(protocols.flatMap(({ activities }) => activities.map(({ name }) => name))),
].toSorted();

function FilterForm() {
  const any = ['', t('all')] as const;
  return (
    <Filter label={t('Filter')}>
      <Field
        name="verdict"
        label={t('Verdict')}
        options={[any, ...callVerdicts.map((verdict) => [verdict, verdictWord(verdict)] as const)]}
      />
      <Field
        name="activity"
        label={t('Interface')}
        options={[any, ...activityNames.map((name) => [name, name] as const)]}
      />
      <Field name="instanceId" label={t('Instance ID')} type="search" />
      <Field name="orderId" label={t('Order ID')} type="search" />
    </Filter>
  );
}

interface CallsProps {
  readonly calls: readonly RecordedCall[];
  readonly isFiltered: boolean;
  readonly url: string;
}

function Calls({ calls, isFiltered, url }: CallsProps) {
  return (
    <Table
      caption={t('Received calls')}
      columns={[
        {
          title: t('Call'),
          cell: (call: RecordedCall) => (
            <>
              <Link to={`/calls/${call.id}`}>{nameOf(call)}</Link>
              <div class="faint">
                {call.protocol ?? t('unknown protocol')} · {call.id}
              </div>
            </>
          ),
        },
        {
          title: t('Verdict'),
          cell: ({ verdict, meaning, reason }) => (
            <>
              <VerdictBadge verdict={verdict} />
              {[meaning ?? reason ?? []].flat().map((text) => (
                <div class="faint">{localize(shownSentence(text))}</div>
              ))}
            </>
          ),
        },
        { title: t('Received'), cell: ({ receivedAt }) => <Time at={receivedAt} /> },
        { title: t('Signature'), cell: ({ signature }) => <SignatureBadge state={signature} /> },
        {
          title: t('Elapsed'),
          isNumber: true,
          cell: ({ answer }) => answer && `${Math.round(answer.durationMs)} ms`,
        },
        {
          title: t('Instance or order'),
          cell: ({ instanceId, orderId }) => <code>{shownText(instanceId ?? orderId ?? '', 100).text}</code>,
        },
      ]}
      rows={calls}
      empty={
        isFiltered ? (
          <>
            {t('No call matches.')} <Link to="/">{t('Show all')}</Link>
          </>
        ) : (
          <>
            {t('No call has been received yet. Send one:')} <code>koo callback send newInstance {url}</code>
          </>
        )
      }
    />
  );
}

/** Returns the interface of a call, or else its method and path. */
export function nameOf({ activity, request }: Pick<RecordedCall, 'activity' | 'request'>): string {
  return shownText(activity ?? `${request.method} ${request.url.split('?', 1)[0]}`, 80).text;
}
