import { durationText } from '../../../text/duration.ts';
import { shellWord } from '../../../text/shell-word.ts';
import type { Command, CommandOf } from '../../acts/commands.ts';

/** The acts for which pages have forms. */
export type FormCommand = Exclude<
  Command,
  { do: 'connect' } | { do: 'disconnect' } | { do: 'probe' } | { do: 'resend' }
>;

/** A flag, and its value; `true` of one without. */
type Flags = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The command of a terminal that does the same, to copy. */
export function commandLine(command: FormCommand): string {
  const words: string[] = ['koo', 'sandbox', command.do];
  if (command.do === 'buy') words.push(shellWord(command.product));
  else if (command.do === 'buyer') words.push(shellWord(command.buyer));
  else if (command.do !== 'clock') words.push(shellWord(command.instance));
  if (command.do === 'authorize')
    words.push(...(command.users ?? []).map(({ userName }) => shellWord(userName)));
  for (const [name, value] of Object.entries(flagsOf(command))) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === false) continue;
      words.push(one === true ? `--${name}` : `--${name} ${shellWord(String(one))}`);
    }
  }
  return words.join(' ');
}

function flagsOf(command: FormCommand): Flags {
  switch (command.do) {
    case 'buy':
      return buyFlags(command);
    case 'renew':
      return { sku: command.sku, period: command.period, quantity: command.quantity, pay: command.pay };
    case 'change':
      return { sku: command.sku, period: command.period, quantity: command.quantity };
    case 'upgrade':
      return { sku: command.sku, quantity: command.quantity };
    case 'expire':
      return { until: command.until };
    case 'unsubscribe':
      return { renewal: command.renewal, amount: command.amount };
    case 'bind': {
      const { organization, users, departments } = command;
      return { organization, users, departments };
    }
    case 'organization': {
      const { name, domain, add, remove } = command;
      return { name, domain, add: add?.map(({ code, name: text }) => `${code}=${text}`), remove };
    }
    case 'license':
      return { claim: command.claim, event: command.event };
    case 'clock':
      return clockFlags(command);
    case 'buyer':
      return {
        type: command.type,
        level: command.level,
        balance: command.balance,
        'top-up': command.topUp,
        'credit-line': command.creditLine,
        coupon: command.coupon,
      };
    case 'authorize':
      return authorizeFlags(command);
    default:
      return {};
  }
}

function buyFlags(command: CommandOf<'buy'>): Flags {
  const { buyer, sku, period, trial, quantity, parameters = {}, pay, autoRenew, count, direct } = command;
  return {
    buyer,
    sku,
    period,
    trial,
    quantity,
    parameter: Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
    pay,
    'auto-renew': autoRenew,
    count,
    direct,
  };
}

function authorizeFlags({ action, count, users = [] }: CommandOf<'authorize'>): Flags {
  return { [action]: action === 'add' ? count : true, role: users[0]?.role };
}

function clockFlags({ mode, to, advance, next, seed }: CommandOf<'clock'>): Flags {
  return {
    [mode ?? 'virtual']: mode !== undefined,
    advance: advance === undefined ? undefined : durationText(advance),
    to,
    next,
    seed,
  };
}
