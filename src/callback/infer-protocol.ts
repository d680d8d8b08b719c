import { type KooError, usageError } from '../errors/koo-error.ts';
import { both } from '../text/translate.ts';
import type { Captured } from './capture/model.ts';
import { protocolOf } from './protocols/index.ts';
import type { Protocol, ProtocolId, ReceivedRequest } from './protocols/model.ts';
import { bodyText, parseObject, queryParameters } from './protocols/request.ts';

/** Families with the V2 base signature, in the order in which an activity's name decides. */
const baseFamilies: readonly ProtocolId[] = ['v2', 'online-license', 'license-code', 'order-notify'];

/**
 * The protocol of a captured request or reply, by what it carries; of a reply with `Body-Sign` that is V1, since the
 * kit's look the same.
 *
 * @throws KooError (usage) `UNKNOWN_CAPTURE_PROTOCOL` when nothing in it tells
 */
export function inferProtocol(captured: Captured): Protocol {
  const id =
    captured.kind === 'request' ? inferFromRequest(captured.request) : inferFromReply(captured.headers);
  if (id) return protocolOf(id);
  throw captured.kind === 'request' ? unknownRequest() : unsignedReply();
}

/** The protocol of a JSON body by its activity; a body without one is a kit's, of which there are two. */
export function inferFromBody(text: string): ProtocolId | undefined {
  const activity = parseObject(text)?.activity;
  if (typeof activity !== 'string') return undefined;
  return baseFamilies.find((id) => hasActivity(id, activity)) ?? 'v2';
}

function inferFromRequest(request: ReceivedRequest): ProtocolId | undefined {
  const { url, headers, body } = request;
  const query = new Set(queryParameters(url).map(([name]) => name));
  if (query.has('authToken')) return 'v1';
  if (headers['x-sign'] !== undefined || url.includes('/produceAPI/v2/')) return 'v2-kit';
  if (headers.authtoken !== undefined || url.includes('/produceAPI/')) return 'v1-kit';
  if (request.method === 'GET' && query.has('activity')) return 'v1';
  const named = inferFromBody(bodyText(body) ?? '');
  return named ?? (query.has('signature') ? 'v2' : undefined);
}

function inferFromReply(headers: readonly (readonly [string, string])[]): ProtocolId | undefined {
  return headers.some(([name]) => name.toLowerCase() === 'body-sign') ? 'v1' : undefined;
}

function hasActivity(id: ProtocolId, name: string): boolean {
  return protocolOf(id).activities.some((activity) => activity.name === name);
}

function unknownRequest(): KooError {
  return usageError(
    'UNKNOWN_CAPTURE_PROTOCOL',
    both('Cannot tell the protocol of the request: it has no authToken, x-sign or signature'),
    both('Choose the protocol with --protocol.'),
  );
}

function unsignedReply(): KooError {
  return usageError(
    'UNKNOWN_CAPTURE_PROTOCOL',
    both('The response has no Body-Sign header'),
    both(
      'V1 responses must have it: use --protocol v1 or v1-kit. Responses of the other protocols are not signed.',
    ),
  );
}
