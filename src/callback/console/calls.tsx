import { EarlierLinks, Filter, pageSize, rowBefore } from '../../console/lists.tsx';
import type { Call, Done, FormCall, Page, View } from '../../console/model.ts';
import { Button, Facts, Field, Link, OwnForm, Section, Table, Time } from '../../console/parts.tsx';
import { headerOf } from '../../exchanges/model.ts';
import { makeVisible, shownSentence, shownText } from '../../exchanges/shown-text.ts';
import { SignatureBadge } from '../../exchanges/signature-view.tsx';
import type { Keys } from '../../signing/key-class.ts';
import { both, localize, t } from '../../text/translate.ts';
import { type CallFilter, callVerdicts, type History, type RecordedCall } from '../history/model.ts';
import { urlOfCall } from '../history/values.ts';
import type { InspectedCall } from '../inspector/inspect.ts';
import { Inspector, readSignedText, VerdictBadge, verdictWord } from '../inspector/inspector.tsx';
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
function nameOf({ activity, request }: Pick<RecordedCall, 'activity' | 'request'>): string {
  return shownText(activity ?? `${request.method} ${request.url.split('?', 1)[0]}`, 80).text;
}

/** A received call in the inspector. */
export function callPage(state: ListenState): Page {
  const { history, keys } = state;
  const show = ({ params }: Call, signedText?: string): View => {
    const call = /^\d{1,15}$/.test(params.id ?? '') ? history.read(Number(params.id)) : undefined;
    if (!call) return { title: t('Not found'), body: missing(), status: 404 };
    return {
      title: t('Call {id}: {name}', { id: String(call.id), name: nameOf(call) }),
      body: (
        <>
          <CallSection call={call} />
          <Inspector
            call={inspectedCall(call)}
            keys={keys}
            signedText={signedText}
            action={`/calls/${call.id}`}
          />
        </>
      ),
    };
  };
  return { path: '/calls/:id', show, act: (call) => act(state, call, show) };
}

function missing() {
  return (
    <p class="empty">
      {t('The history has no such call; only the latest ones are kept.')} <Link to="/">{t('Show all')}</Link>
    </p>
  );
}

async function act(
  { keys, sendAgain }: ListenState,
  call: FormCall,
  show: (call: Call, signedText: string) => View,
): Promise<Done | View> {
  if (call.form.get('do') === 'replay') {
    const { ok, meaning, replay } = await sendAgain(Number(call.params.id));
    return {
      said: both('Sent again: {meaning}', { meaning }),
      tone: ok ? 'good' : 'bad',
      ...(replay !== null && { to: `/calls/${replay}` }),
    };
  }
  return show(call, readSignedText(call.form, keys));
}

/** Leaves out the URL of a call without a host, which HTTP/1.0 allows: no command could send it again. */
function inspectedCall(call: RecordedCall): InspectedCall {
  const isKnown = call.target !== undefined || headerOf(call.request.headers, 'host') !== '';
  return { ...call, at: call.receivedAt, isAnswerExact: true, ...(isKnown && { target: urlOfCall(call) }) };
}

function CallSection({ call }: { readonly call: RecordedCall }) {
  const { receivedAt, target, instanceId, orderId, replayOf } = call;
  return (
    <Section title={t('Call')}>
      <Facts
        items={[
          [t('Received'), <Time at={receivedAt} />],
          [
            t('Answered by'),
            target === undefined ? (
              t('koo, as the reference merchant')
            ) : (
              <code>{makeVisible(target.split('?', 1)[0] ?? '')}</code>
            ),
          ],
          [t('Instance ID'), instanceId !== undefined && <Id field="instanceId" id={instanceId} />],
          [t('Order ID'), orderId !== undefined && <Id field="orderId" id={orderId} />],
          [
            t('Sent again'),
            replayOf !== undefined && (
              <Link to={`/calls/${replayOf}`}>{t('call {id}', { id: String(replayOf) })}</Link>
            ),
          ],
        ]}
      />
      <OwnForm label={t('Send again')}>
        <Button name="do" value="replay" label={t('Send again')} />
        <p class="hint">
          {t('To the same server, with a new timestamp and signature. In a terminal:')}{' '}
          <code>koo callback replay {call.id}</code>
        </p>
      </OwnForm>
    </Section>
  );
}

function Id({ field, id }: { readonly field: 'instanceId' | 'orderId'; readonly id: string }) {
  const shown = id.slice(0, 200);
  return (
    <>
      <code>{makeVisible(shown)}</code>{' '}
      <Link to={`/?${new URLSearchParams({ [field]: shown })}`}>{t('all its calls')}</Link>
    </>
  );
}
