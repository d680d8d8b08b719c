import { localize, t } from '../../../text/translate.ts';
import { paymentWords } from '../../acts/common-fields.ts';
import type { Order, OrderType, Payment, Period } from '../../market/model/model.ts';

export function formatPeriod(period: string): string {
  const count = Number.parseInt(period, 10);
  if (period.endsWith('y')) return t('{count, plural, one {# year} other {# years}}', { count });
  if (period.endsWith('m')) return t('{count, plural, one {# month} other {# months}}', { count });
  return t('{count, plural, one {# day} other {# days}}', { count });
}

export function formatDuration({ number, type }: Period): string {
  return formatPeriod(`${number}${type.charAt(0)}`);
}

export function formatPayment(pay: Payment): string {
  return localize(paymentWords[pay]);
}

export function formatOrderType(type: OrderType): string {
  return {
    NEW: t('Purchase'),
    TRIAL: t('Trial'),
    TRIAL_TO_FORMAL: t('Trial becomes paid'),
    RENEW: t('Renewal'),
    CHANGE: t('Upgrade'),
    UNSUBSCRIBE: t('Refund'),
  }[type];
}

export function formatOrderStatus(status: Order['status']): string {
  return { processing: t('processing'), completed: t('completed'), failed: t('failed') }[status];
}
