import type { ProtocolId, ReceivedRequest } from '../protocols/model.ts';
import { firstOfEach, queryParameters } from '../protocols/request.ts';

/** Where a request says it belongs. It is not authenticated yet: this decides which key to try, and no more. */
export interface Claim {
  readonly families: readonly ProtocolId[];
  readonly activity?: string;
}

/**
 * Tells the families apart by method, sub-path and `activity`, so that one address serves them all. Whatever path
 * stands in front is the merchant's own affair. A POST that names an activity may belong to each of the families
 * that share the way of signing; whichever knows the activity takes it.
 */
export function claimOf(request: ReceivedRequest): Claim {
  if (request.method === 'GET') {
    return { families: ['v1'], ...named(firstOfEach(queryParameters(request.url)).get('activity')) };
  }
  if (request.method !== 'POST') return { families: [] };
  const path = request.url.split('?', 1)[0] ?? '';
  const [, version, name] = /\/produceAPI\/(v2\/)?([^/]*)\/?$/.exec(path) ?? [];
  if (name !== undefined) return { families: [version ? 'v2-kit' : 'v1-kit'], ...named(name) };
  return {
    families: ['v2', 'online-license', 'license-code', 'order-notify'],
    ...named(activityIn(request.body)),
  };
}

function named(activity: unknown): Pick<Claim, 'activity'> {
  return typeof activity === 'string' && activity !== '' ? { activity } : {};
}

function activityIn(body: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null && 'activity' in value ? value.activity : undefined;
  } catch {
    return undefined;
  }
}
