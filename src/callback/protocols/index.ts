import { v1Kit, v2Kit } from './kit.ts';
import { licenseCode, onlineLicense } from './license.ts';
import type { Protocol, ProtocolId } from './model.ts';
import { v1 } from './v1.ts';
import { orderNotify, v2 } from './v2.ts';

/** All callback protocols, the retired ones first. */
export const protocols: readonly Protocol[] = [v1, v1Kit, v2, v2Kit, licenseCode, onlineLicense, orderNotify];

/** Protocols with the V2 base signature, in order of precedence for an activity name. */
export const baseFamilies: readonly ProtocolId[] = ['v2', 'online-license', 'license-code', 'order-notify'];

export function protocolOf(id: ProtocolId): Protocol {
  const found = protocols.find((protocol) => protocol.id === id);
  if (!found) throw new Error(`no protocol ${id}`);
  return found;
}
