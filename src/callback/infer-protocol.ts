import { usageError } from '../errors/koo-error.ts';
import type { Captured } from '../http/capture/model.ts';
import { both } from '../text/translate.ts';
import { baseFamilies, protocolOf } from './protocols/index.ts';
import type { Protocol, ProtocolId, ReceivedRequest } from './protocols/model.ts';
import { bodyText, parseObject, queryParameters } from './protocols/request.ts';

/**
 * Infers the protocol of a captured request or response. A response with `Body-Sign` counts as V1, because those of
 * the kit look the same.
 *
 * @throws KooError (usage) `UNKNOWN_CAPTURE_PROTOCOL` if it cannot be inferred
 */
export function inferProtocol(captured: Captured): Protocol {
  if (captured.kind === 'request') {
    const id = inferFromRequest(captured.request);
    if (id) return protocolOf(id);
    throw usageError(
      'UNKNOWN_CAPTURE_PROTOCOL',
      both('Cannot tell the protocol of the request: it has no authToken, x-sign or signature'),
      both('Choose the protocol with --protocol.'),
    );
  }
  if (captured.headers.some(([name]) => name.toLowerCase() === 'body-sign')) return protocolOf('v1');
  throw usageError(
    'UNKNOWN_CAPTURE_PROTOCOL',
    both('The response has no Body-Sign header'),
    both(
      'V1 responses must have it: use --protocol v1 or v1-kit. Responses of the other protocols are not signed.',
    ),
  );
}

/** Infers the protocol of a JSON body from its activity; `undefined` without one, as in the two kit protocols. */
export function inferFromBody(text: string): ProtocolId | undefined {
  const activity = parseObject(text)?.activity;
  if (typeof activity !== 'string') return undefined;
  return baseFamilies.find((id) => hasActivity(id, activity)) ?? 'v2';
}

/** Infers the protocol of a received request; `undefined` if it cannot be inferred. */
export function inferFromRequest(request: ReceivedRequest): ProtocolId | undefined {
  const { url, headers, body } = request;
  const query = new Set(queryParameters(url).map(([name]) => name));
  if (query.has('authToken')) return 'v1';
  if (headers['x-sign'] !== undefined || url.includes('/produceAPI/v2/')) return 'v2-kit';
  if (headers.authtoken !== undefined || url.includes('/produceAPI/')) return 'v1-kit';
  if (request.method === 'GET' && query.has('activity')) return 'v1';
  const named = inferFromBody(bodyText(body) ?? '');
  return named ?? (query.has('signature') ? 'v2' : undefined);
}

function hasActivity(id: ProtocolId, name: string): boolean {
  return protocolOf(id).activities.some((activity) => activity.name === name);
}
