import { t } from '../../../text/translate.ts';
import type { Order, OrderType, Payment, Period } from '../../market/model/model.ts';
import type { ActName } from './instance-acts.ts';

/** `1y` in words. */
export function periodText(period: string): string {
  const count = Number.parseInt(period, 10);
  if (period.endsWith('y')) return t('{count, plural, one {# year} other {# years}}', { count });
  if (period.endsWith('m')) return t('{count, plural, one {# month} other {# months}}', { count });
  return t('{count, plural, one {# day} other {# days}}', { count });
}

/** A period in words. */
export function durationOf({ number, type }: Period): string {
  return periodText(`${number}${type.charAt(0)}`);
}

export function paymentText(pay: Payment): string {
  return { balance: t('Balance'), 'credit-line': t('Credit line'), coupon: t('Credit cash coupon') }[pay];
}

export function orderTypeText(type: OrderType): string {
  return {
    NEW: t('Purchase'),
    TRIAL: t('Trial'),
    TRIAL_TO_FORMAL: t('Trial becomes paid'),
    RENEW: t('Renewal'),
    CHANGE: t('Upgrade'),
    UNSUBSCRIBE: t('Refund'),
  }[type];
}

export function orderStatusText(status: Order['status']): string {
  return { processing: t('processing'), completed: t('completed'), failed: t('failed') }[status];
}

interface Words {
  readonly label: string;
  readonly effect: string;
  /** It cannot be taken back. */
  readonly isFinal?: true;
}

/** What an act is called, who does it and what follows. */
export function wordsOf(act: ActName): Words {
  switch (act) {
    case 'accept':
      return {
        label: t('Accept delivery'),
        effect: t('The buyer accepts what is supervised; the period begins.'),
      };
    case 'renew':
      return { label: t('Renew'), effect: t('The buyer pays another period.') };
    case 'change':
      return {
        label: t('Renew with a change'),
        effect: t(
          'Your server is asked first whether the next period may have another size or specification.',
        ),
      };
    case 'upgrade':
      return {
        label: t('Upgrade'),
        effect: t('At once a larger size or a better specification; the expiry stays.'),
      };
    case 'view':
      return {
        label: t('View details'),
        effect: t('The buyer opens the resource details: your server is asked again.'),
      };
    case 'license':
      return {
        label: t('Get a licence'),
        effect: t('The buyer claims the licence code, or asks for a licence.'),
      };
    case 'bind':
      return {
        label: t('Bind to an organisation'),
        effect: t('Your server is told of the organisation, the application and its users.'),
      };
    case 'authorize':
      return {
        label: t('Manage users'),
        effect: t('The administrator of the organisation decides who may use the instance.'),
      };
    case 'organization':
      return {
        label: t('Change the organisation'),
        effect: t('It gets another name or login domain, or a department.'),
      };
    case 'unbind':
      return {
        label: t('Unbind'),
        effect: t('Users, departments and the application are removed from your server.'),
        isFinal: true,
      };
    case 'expire':
      return {
        label: t('Let it expire'),
        effect: t(
          'The period, its grace or its retention ends now instead of at its date. Your server hears of it only by a freeze or a release.',
        ),
        isFinal: true,
      };
    case 'freeze':
      return { label: t('Freeze'), effect: t('The operator has found a violation.') };
    case 'unfreeze':
      return { label: t('Unfreeze'), effect: t('The violation is lifted.') };
    case 'give-back':
      return {
        label: t('Refund the renewal'),
        effect: t('The last renewal, which has not begun, is refunded.'),
        isFinal: true,
      };
    case 'unsubscribe':
      return {
        label: t('Unsubscribe'),
        effect: t('The buyer gives the instance back: it is released.'),
        isFinal: true,
      };
    case 'close':
      return {
        label: t('Close'),
        effect: t('The buyer closes the pay-per-use resource: it is released.'),
        isFinal: true,
      };
  }
}
