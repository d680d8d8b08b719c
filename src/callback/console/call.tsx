import type { Call, Done, FormCall, Page, View } from '../../console/model.ts';
import { Button, Facts, Link, OwnForm, Section, Time } from '../../console/parts.tsx';
import { headerOf } from '../../exchanges/model.ts';
import { makeVisible } from '../../exchanges/shown-text.ts';
import { both, t } from '../../text/translate.ts';
import type { RecordedCall } from '../history/model.ts';
import { urlOfCall } from '../history/values.ts';
import type { InspectedCall } from '../inspector/inspect.ts';
import { Inspector, readSignedText } from '../inspector/inspector.tsx';
import { type ListenState, nameOf } from './calls.tsx';

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
  return {
    ...call,
    at: call.receivedAt,
    isAnswerExact: true,
    ...(isKnown && { target: urlOfCall(call) }),
  };
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
