import { KooError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';
import { protocolOf } from '../protocols/index.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { bodyText, firstValues, parseObject, queryParameters } from '../protocols/request.ts';
import type { RecordedCall } from './model.ts';

/** What a recorded call says, without what signed it. */
export interface CallContent {
  readonly protocol: Protocol;
  readonly activity: Activity;
  /** As they were sent: encrypted fields are encrypted, or `***` if they were not. */
  readonly values: Values;
}

/**
 * Reads the values of a recorded call, whether its signature is right or not.
 *
 * @throws KooError (usage, `UNREADABLE_CALL`) if its protocol or its activity is unknown, or if its body is no JSON
 */
export function contentOf({ id, protocol: protocolId, activity: name, request }: RecordedCall): CallContent {
  const protocol = protocolId && protocolOf(protocolId);
  const activity = protocol?.activities.find((known) => known.name === name);
  const sent =
    protocol?.method === 'GET'
      ? Object.fromEntries(firstValues(queryParameters(request.url)))
      : parseObject(bodyText(request.body) ?? '');
  if (!protocol || !activity || !sent) {
    throw new KooError({
      category: 'usage',
      code: 'UNREADABLE_CALL',
      message: both('Call {id} cannot be read as a callback of KooGallery', { id }),
      hint: both(
        '`koo callback history {id}` shows it; `koo callback replay {id} --as-is` sends its bytes.',
        { id },
      ),
    });
  }
  const envelope = new Set(protocol.envelope.map((field) => field.name));
  const values = Object.fromEntries(Object.entries(sent).filter(([field]) => !envelope.has(field)));
  return { protocol, activity, values };
}

/**
 * The production URL that a forwarded call belongs to: without the sub-path of a kit interface, and without the query
 * that signing adds. In V1, the whole query is part of the values.
 */
export function productionUrlOf(target: string, { protocol, activity }: CallContent): string {
  const url = new URL(target);
  const { path = '' } = activity;
  if (path !== '' && url.pathname.endsWith(path)) url.pathname = url.pathname.slice(0, -path.length);
  const { signature, timestamp, nonce } = protocol.proof;
  if (protocol.method === 'GET') url.search = '';
  for (const part of [signature, timestamp, nonce])
    if (part?.in === 'query') url.searchParams.delete(part.name);
  return url.href;
}
