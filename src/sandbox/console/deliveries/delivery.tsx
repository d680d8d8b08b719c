import { verdictOfResult } from '../../../callback/history/model.ts';
import { Inspector, readSignedText, VerdictBadge } from '../../../callback/inspector/inspector.tsx';
import type { Call, Done, FormCall, Page, View } from '../../../console/model.ts';
import { Button, Facts, Link, Notice, OwnForm, Section, Table, Time } from '../../../console/parts.tsx';
import { both, localize, t } from '../../../text/translate.ts';
import { laterCallback, overtakenText } from '../../market/acts/end.ts';
import { keysOf } from '../../market/model/records.ts';
import { deliveryOf, type Queued } from '../../market/outbox/delivery-queue.ts';
import {
  type DeliveryDetails,
  describeDelivery,
  type ListedAttempt,
} from '../../market/views/delivery-listings.ts';
import { describeOrder, type ListedOrder } from '../../market/views/listings.ts';
import { formatOrderStatus, formatOrderType } from '../instances/act-words.ts';
import { perform, type SandboxState } from '../shared/state.ts';
import { DeliveryBadge, InstanceLink } from './deliveries.tsx';
import { comingNext, consequenceOf, inspectedAttempt, queueAround, resendRefusal } from './delivery-facts.ts';

/** A delivery with its attempts, one of them in the inspector. */
export function deliveryPage(state: SandboxState): Page {
  const { database } = state;
  const show = ({ params, query }: Call, signedText?: string): View => {
    const id = idOf(params.id);
    const delivery = deliveryOf(database, id);
    const details = describeDelivery(database, id);
    if (!delivery || !details) return { title: t('Not found'), body: missing(), status: 404 };
    const attempt = chosenAttempt(details, query.get('attempt'));
    return {
      title: t('Delivery {id}: {activity}', { id: String(id), activity: delivery.activity }),
      body: (
        <>
          <div class="grid">
            <DeliverySection state={state} delivery={delivery} details={details} />
            <NextSection state={state} delivery={delivery} />
          </div>
          <Attempts details={details} chosen={attempt?.attempt} />
          {attempt && <Attempt state={state} delivery={delivery} attempt={attempt} signedText={signedText} />}
        </>
      ),
    };
  };
  return { path: '/deliveries/:id', show, act: (call) => act(state, call, show) };
}

async function act(
  state: SandboxState,
  call: FormCall,
  show: (call: Call, signedText: string) => View,
): Promise<Done | View> {
  const id = idOf(call.params.id);
  const asked = call.form.get('do');
  if (asked === 'resend' || asked === 'resend-anyway') {
    const anyway = asked === 'resend-anyway' && ({ anyway: true } as const);
    const { entries } = await perform(state, { do: 'resend', delivery: id, ...anyway });
    const attempt = entries.findLast((entry) => entry.type === 'attempt' && entry.delivery === id);
    if (attempt?.type !== 'attempt') return { said: both('It is sent again.') };
    return {
      said: both('Sent again: {meaning}', { meaning: attempt.meaning }),
      tone: attempt.result === 'failed' ? 'bad' : 'good',
    };
  }
  const { product = '' } = deliveryOf(state.database, id) ?? {};
  return show(call, readSignedText(call.form, keysOf(state.database, product)));
}

function idOf(text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function missing() {
  return (
    <p class="empty">
      {t('The sandbox has no such delivery.')} <Link to="/deliveries">{t('Show all')}</Link>
    </p>
  );
}

/** Returns the attempt that is asked for, or else the last one that has ended. */
function chosenAttempt({ attemptList }: DeliveryDetails, number: string | null): ListedAttempt | undefined {
  return (
    attemptList.find(({ attempt }) => String(attempt) === number) ??
    attemptList.findLast(({ outcome }) => outcome) ??
    attemptList.at(-1)
  );
}

interface DeliveryProps {
  readonly state: SandboxState;
  readonly delivery: Queued;
}

function DeliverySection({
  state: { database },
  delivery,
  details,
}: DeliveryProps & { readonly details: DeliveryDetails }) {
  const refusal = resendRefusal(database, delivery.id);
  const later = laterCallback(database, delivery);
  const isWaiting = delivery.state === 'active';
  const order = delivery.order === undefined ? undefined : describeOrder(database, delivery.order);
  return (
    <Section title={t('Delivery')}>
      <p>
        <DeliveryBadge state={delivery.state} /> {localize(consequenceOf(delivery))}
      </p>
      <Facts
        items={[
          [t('Instance'), <InstanceLink database={database} {...details} />],
          [t('Order'), order && <OrderFacts {...order} />],
          [t('Product'), <code>{delivery.product}</code>],
          [t('Interface'), `${delivery.activity} (${delivery.protocol})`],
          [t('Since'), details.startedAt && <Time at={details.startedAt} />],
        ]}
      />
      {refusal ? (
        <p class="faint">
          {localize(refusal)}
          {isWaiting && details.nextAt && (
            <>
              {' '}
              {t('Next attempt:')} <Time at={details.nextAt} /> ·{' '}
              <Link to="/clock">{t('Move the clock')}</Link>
            </>
          )}
        </p>
      ) : (
        <OwnForm label={t('Send again')}>
          {later && <Notice tone="warn">{localize(overtakenText(delivery, later))}</Notice>}
          <Button
            name="do"
            value={later ? 'resend-anyway' : 'resend'}
            label={later ? t('Send again anyway') : t('Send again')}
          />
        </OwnForm>
      )}
    </Section>
  );
}

function OrderFacts({ order, type, status }: ListedOrder) {
  return (
    <>
      <code>{order}</code> · {formatOrderType(type)} · {formatOrderStatus(status)}
    </>
  );
}

function NextSection({ state: { database }, delivery }: DeliveryProps) {
  const { before, behind } = queueAround(database, delivery);
  return (
    <Section title={t('What comes next')}>
      {before > 0 && (
        <p>{t('{before, plural, one {# call} other {# calls}} of the instance come first.', { before })}</p>
      )}
      {behind > 0 && (
        <p>
          {t('{behind, plural, one {# call} other {# calls}} of the instance wait for this one.', { behind })}
        </p>
      )}
      <Table
        caption={t('What comes next')}
        columns={[
          { title: t('Time (Beijing)'), cell: ({ at }) => <Time at={at} /> },
          { title: t('What happens'), cell: ({ text }) => localize(text) },
        ]}
        rows={comingNext(database, delivery)}
        empty={t('Nothing is due by the clock.')}
      />
    </Section>
  );
}

function Attempts({
  details: { delivery, attemptList },
  chosen,
}: {
  readonly details: DeliveryDetails;
  readonly chosen: number | undefined;
}) {
  return (
    <Section title={t('Attempts')}>
      <Table
        caption={t('Attempts')}
        columns={[
          {
            title: t('Attempt'),
            cell: ({ attempt }: ListedAttempt) =>
              attempt === chosen ? (
                <b>{attempt}</b>
              ) : (
                <Link to={`/deliveries/${delivery}?attempt=${attempt}`}>{attempt}</Link>
              ),
          },
          { title: t('Time (Beijing)'), cell: ({ at }) => <Time at={at} /> },
          {
            title: t('Outcome'),
            cell: ({ outcome }) => (
              <VerdictBadge verdict={outcome ? verdictOfResult[outcome.result] : 'pending'} />
            ),
          },
          { title: t('Response'), cell: ({ outcome }) => outcome && localize(outcome.meaning) },
          {
            title: t('Elapsed'),
            isNumber: true,
            cell: ({ outcome }) => outcome && `${Math.round(outcome.durationMs)} ms`,
          },
        ]}
        rows={attemptList.toReversed()}
        empty={t('It has not been attempted yet.')}
      />
    </Section>
  );
}

function Attempt({
  state: { database },
  delivery,
  attempt,
  signedText,
}: DeliveryProps & { readonly attempt: ListedAttempt; readonly signedText: string | undefined }) {
  const call = inspectedAttempt(delivery, attempt);
  if (!call) {
    return (
      <Notice tone="idle">
        {attempt.outcome
          ? t(
              'What was sent and answered is kept of the latest attempts only; of this one it is not any more.',
            )
          : t('The attempt is under way.')}
      </Notice>
    );
  }
  return (
    <>
      <h2>{t('Attempt {number}', { number: String(attempt.attempt) })}</h2>
      <Inspector
        call={call}
        keys={keysOf(database, delivery.product)}
        signedText={signedText}
        action={`/deliveries/${delivery.id}?attempt=${attempt.attempt}`}
      >
        {attempt.outcome?.injected && (
          <Notice tone="idle">
            {t('The sandbox has answered in the place of your server, as a scenario says.')}
          </Notice>
        )}
      </Inspector>
    </>
  );
}
