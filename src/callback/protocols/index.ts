import { licenseCode, onlineLicense } from './license.ts';
import type { Activity, Protocol, ProtocolId } from './model.ts';
import { orderNotify } from './order-notify.ts';
import { v1 } from './v1.ts';
import { v1Kit } from './v1-kit.ts';
import { v2 } from './v2.ts';
import { v2Kit } from './v2-kit.ts';

/** Every family in which KooGallery calls a merchant, the current ones behind the retired. */
export const protocols: readonly Protocol[] = [v1, v1Kit, v2, v2Kit, licenseCode, onlineLicense, orderNotify];

/** The protocol of an id such as `v2-kit`. */
export function findProtocol(id: string): Protocol | undefined {
  return protocols.find((protocol) => protocol.id === id);
}

/** The protocol of an id that is known to be one. */
export function protocolOf(id: ProtocolId): Protocol {
  const found = findProtocol(id);
  if (!found) throw new Error(`no protocol ${id}`);
  return found;
}

/** The activities of a name such as `newInstance`, one from each protocol that has it. */
export function findActivities(name: string): readonly Activity[] {
  return protocols.flatMap((protocol) => protocol.activities.filter((activity) => activity.name === name));
}
