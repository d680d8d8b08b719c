import { Time } from '../../../console/parts.tsx';
import { hasBegun, stateOf } from '../../../lifecycle/life.ts';
import type { State } from '../../../lifecycle/model.ts';
import { t } from '../../../text/translate.ts';
import type { Instance } from '../../market/model/model.ts';

/** Times of a life, in milliseconds, as far as they are known or can be computed. */
export interface LifeTimes {
  readonly orderedAt: number;
  readonly expiry?: number | undefined;
  readonly graceEnd?: number | undefined;
  readonly retentionEnd?: number | undefined;
  /** When its state changed for the last time. */
  readonly changedAt?: number | undefined;
}

interface Stage {
  readonly state: State['name'];
  readonly label: string;
  readonly at?: number | undefined;
}

/** The stages of the life of an instance, with the time at which each begins. */
export function Stages({ instance, times }: { readonly instance: Instance; readonly times: LifeTimes }) {
  const stages = listStages(instance, times);
  const current = stages.findIndex(({ state }) => state === stateOf(instance.life).name);
  return (
    <ol class="stages" aria-label={t('Stages of its life')}>
      {stages.map(({ label, at }, index) => (
        <li
          class={index < current ? 'past' : undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          <strong>{label}</strong>
          <span class="faint">{at === undefined ? '–' : <Time at={at} />}</span>
        </li>
      ))}
    </ol>
  );
}

function listStages({ life, releasedAt, frozenAt }: Instance, times: LifeTimes): readonly Stage[] {
  const ordered: Stage = { state: 'creating', label: t('Ordered'), at: times.orderedAt };
  if (life.stage === 'failed')
    return [ordered, { state: 'failed', label: t('Failed and refunded'), at: times.changedAt }];
  const active: Stage = {
    state: 'active',
    label: life.trial ? t('On trial') : t('In use'),
    at: hasBegun(life) ? life.completedAt : undefined,
  };
  const released: Stage = { state: 'released', label: t('Released'), at: releasedAt ?? times.retentionEnd };
  const isOverdue = life.overdue !== undefined;
  const canLapse = times.expiry !== undefined || isOverdue || life.kind.charging === 'on-demand';
  if (!canLapse && life.frozenFor.length === 0) return [ordered, active, released];
  // An instance that was released before its expiry has had neither grace nor retention.
  if (life.stage === 'released' && !isOverdue) return [ordered, active, released];
  const inArrears = life.kind.charging === 'on-demand';
  return [
    ordered,
    active,
    { state: 'grace', label: inArrears ? t('In arrears') : t('Expired, grace'), at: times.expiry },
    { state: 'frozen', label: t('Frozen, kept'), at: frozenAt ?? times.graceEnd },
    released,
  ];
}

export function stateMeaning({ life, awaitsAcceptance }: Instance): string {
  const state = stateOf(life);
  switch (state.name) {
    case 'creating':
      return awaitsAcceptance
        ? t('The buyer has paid, and has to accept the delivery.')
        : t(
            'The buyer has paid. Your server has to create the instance within three hours, or the order fails.',
          );
    case 'active':
      if (life.kind.product === 'license-code' && !life.claimed)
        return t('The buyer has a licence code, and has not claimed it yet.');
      if (!hasBegun(life))
        return t('The licence code is claimed. Its period begins when your server activates it.');
      if (awaitsAcceptance) return t('It can be used. The buyer has to accept the delivery.');
      return life.trial ? t('The buyer is trying it.') : t('The buyer can use it.');
    case 'grace':
      return life.overdue === 'arrears'
        ? t('The buyer is in arrears. It stays usable during the grace period.')
        : t('The period is over. It stays usable during the grace period.');
    case 'frozen':
      return state.reasons.includes('violation')
        ? t('The operator has found a violation. The buyer cannot use it.')
        : t('The buyer cannot use it. Its data are kept until the retention ends; a payment unfreezes it.');
    case 'released':
      return t('It has ended. Your server may delete its data.');
    case 'failed':
      return t('Your server did not deliver in time. The buyer got the money back.');
  }
}
