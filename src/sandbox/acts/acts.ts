import type { Act, CommandOfAct } from './act.ts';
import { clock } from './clock.ts';
import {
  accept,
  change,
  close,
  expire,
  freeze,
  license,
  renew,
  unfreeze,
  unsubscribe,
  upgrade,
  view,
} from './instance.ts';
import { authorize, bind, organization, unbind } from './organization.ts';
import { buy, buyer } from './purchase.ts';
import { connect, disconnect, probe, resend } from './seller.ts';

/** All acts, those on an instance in the order of its page. */
export const acts = {
  connect,
  disconnect,
  buyer,
  buy,
  accept,
  renew,
  change,
  upgrade,
  view,
  license,
  bind,
  authorize,
  organization,
  unbind,
  expire,
  freeze,
  unfreeze,
  unsubscribe,
  close,
  resend,
  probe,
  clock,
} as const satisfies { readonly [Name in string]: Act & { readonly do: Name } };

export type ActName = keyof typeof acts;

/** An act to perform, as the sandbox receives it in JSON. */
export type CommandOf<Name extends ActName> = {
  [Each in ActName]: CommandOfAct<(typeof acts)[Each]>;
}[Name];
export type Command = CommandOf<ActName>;
