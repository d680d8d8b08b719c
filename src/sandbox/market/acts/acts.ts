import type { Command, CommandOf } from '../../acts/acts.ts';
import { bind } from '../kit/bind.ts';
import { authorize } from '../kit/members.ts';
import { organization } from '../kit/organization.ts';
import { unbind } from '../kit/unbind.ts';
import type { Context } from '../model/context.ts';
import { accept, buy } from './buy.ts';
import { change } from './change.ts';
import { changeBuyer, connect, disconnect } from './connect.ts';
import { close, expire, freeze, resend, unfreeze, view } from './end.ts';
import { license } from './license.ts';
import { probe } from './probe.ts';
import { renew } from './renew.ts';
import { unsubscribe } from './unsubscribe.ts';
import { upgrade } from './upgrade.ts';

export type ActCommand = Exclude<Command, { do: 'clock' }>;

const acts = {
  connect,
  disconnect,
  buyer: changeBuyer,
  buy,
  accept,
  renew,
  change,
  upgrade,
  freeze,
  unfreeze,
  expire,
  unsubscribe,
  close,
  view,
  license,
  resend,
  bind,
  unbind,
  authorize,
  organization,
  probe,
} satisfies { readonly [Name in ActCommand['do']]: (context: Context, command: CommandOf<Name>) => void };

/** @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`; (usage) */
export function act(context: Context, command: ActCommand): void {
  const perform = acts[command.do] as (context: Context, command: ActCommand) => void;
  perform(context, command);
}
