import { kitSignature, v2Signature } from '../../signing/v2.ts';
import { day } from '../../text/duration.ts';
import { both, type Localized } from '../../text/translate.ts';
import { readPart, replaceField, replacePart } from '../delivery/tamper.ts';
import type { CheckParts, Overrides, Probe, RequestOverrides, Verdict } from '../probe/model.ts';
import { clockAhead } from '../probe/response.ts';
import { combine, judgeRefused } from '../probe/verdicts.ts';
import type { Protocol, Sealed, Values } from '../protocols/model.ts';

/** A request that the server must reject. By default its check needs {@link wrongKeyRefused}. */
export interface ForgedRequest extends Pick<CheckParts, 'title' | 'severity' | 'needs'> {
  readonly id: string;
  /** Default: {@link verifyHint}. */
  readonly hint?: Localized;
  /** The fault is an invalid or missing parameter: 000002 is expected, 000001 accepted. */
  readonly isParameterFault?: true;
  /** Any form of rejection is accepted, because KooGallery never sends such a request. */
  readonly acceptsAnyRefusal?: true;
  readonly forge: (probe: Probe) => RequestOverrides;
  readonly overrides?: Overrides;
}

/**
 * If this check fails, the server does not verify signatures, and all other forged requests would fail too.
 */
export const wrongKeyRefused = 'AUTH-WRONG-KEY';

export const verifyHint: Localized = both(
  'Before doing anything else, compute the signature of the received request with your access key and compare it.',
);

export const timeHint: Localized = both(
  'Reject a request whose timestamp (in milliseconds) is missing, is not a number, or differs from your clock by more than 60 s. Keep the clock synchronised (NTP).',
);

/** Ages that are near zero without the days, in 32 bits and without the year. */
const longAges = { DAY: day, OVERFLOW: 2 ** 32, YEAR: 365 * day };

const wholeHint: Localized = both(
  'Compare the whole difference in milliseconds, with 64 bits. `timedelta.seconds` of Python leaves out the days, and 32 bits overflow after 25 days.',
);

const numberHint: Localized = both(
  'First check that timestamp is present and a number of 13 digits, and return 000002 otherwise. Without this check, `now - timestamp` is NaN, and `Math.abs(NaN) > 60000` is false: the request passes.',
);

/** The forged requests of a protocol, each with one fault. */
export function forgedRequests(protocol: Protocol): ForgedRequest[] {
  return [
    ...forgedSignatures(protocol),
    ...(protocol.proof.nonce ? [...forgedTimestamps(protocol), foreignScheme(protocol)] : []),
    ...(protocol.method === 'POST' ? [getInsteadOfPost] : []),
  ];
}

/** Sends calls signed with another key and, where there is a window, 61 s late; all must be refused. */
export async function judgeForged(
  probe: Probe,
  calls: readonly (readonly [activity: string, values: Values])[],
): Promise<Verdict> {
  const forgeries = forgedRequests(probe.protocol).filter(({ id }) =>
    [wrongKeyRefused, 'AUTH-STALE'].includes(`AUTH-${id}`),
  );
  const cases = calls.flatMap(([name, values]) =>
    forgeries.map(async ({ title, forge }): Promise<[string, Verdict]> => {
      // The debugging calls have shown the clock of the server.
      const exchange = await probe.send(name, values, forge(probe.base ?? probe));
      return [name, judgeRefused(exchange, title)];
    }),
  );
  return combine(await Promise.all(cases));
}

function forgedSignatures(protocol: Protocol): ForgedRequest[] {
  const part = protocol.proof.signature;
  const change = (to: (signature: string) => string | undefined) => (): RequestOverrides => ({
    alter: (sealed) => replacePart(sealed, part, to(readPart(sealed, part) ?? '')),
  });
  const missing: Localized = both(
    'Treat a missing signature as a wrong signature and return 000001. Do not accept the request and do not throw an exception.',
  );
  const whole: Localized = both(
    'Compare the whole signature for equality. A prefix or substring comparison is not enough.',
  );
  return [
    {
      id: 'WRONG-KEY',
      needs: [],
      title: both('A request signed with another key is rejected'),
      forge: (probe) => ({ key: probe.id() }),
    },
    {
      id: 'MISSING',
      title: both('A request without a signature is rejected'),
      hint: missing,
      forge: change(() => undefined),
    },
    {
      id: 'EMPTY',
      needs: ['AUTH-MISSING'],
      title: both('A request with an empty signature is rejected'),
      hint: missing,
      forge: change(() => ''),
    },
    {
      id: 'TRUNCATED',
      title: both('A truncated signature is rejected'),
      hint: whole,
      forge: change((signature) => signature.slice(0, -2)),
    },
    {
      id: 'EXTENDED',
      // A warning only: lenient base64 decoders stop at the padding, and no forged content passes.
      ...(protocol.replySigned && { severity: 'warning' as const }),
      title: both('A signature with extra characters appended is rejected'),
      hint: whole,
      forge: change((signature) => `${signature}00`),
    },
    {
      id: 'ADDED',
      title: both('A request with a parameter added after signing is rejected'),
      hint: both('Compute the signature over all received parameters, including unknown ones.'),
      needs: [wrongKeyRefused, 'VERIFY-EXTRA'],
      forge: () => ({ alter: (sealed) => replaceField(sealed, 'kooAdded', '1') }),
    },
    {
      id: 'REMOVED',
      title: both('A request with a parameter removed after signing is rejected'),
      needs: [wrongKeyRefused, 'VERIFY-EXTRA'],
      overrides: { kooExtra: '1' },
      forge: () => ({ alter: (sealed) => replaceField(sealed, 'kooExtra', undefined) }),
    },
  ];
}

function forgedTimestamps(protocol: Protocol): ForgedRequest[] {
  const { timestamp, nonce } = protocol.proof;
  const at =
    (offsetMs: number) =>
    (probe: Probe): RequestOverrides => ({
      timestamp: protocol.timestamp(new Date(serverNow(probe).getTime() + offsetMs)),
    });
  const requests: readonly ForgedRequest[] = [
    {
      id: 'STALE',
      title: both('A request that is 61 s old is rejected'),
      hint: timeHint,
      forge: at(-61_000),
    },
    ...Object.entries(longAges).map(([name, age]) => ({
      id: `STALE-${name}`,
      needs: ['AUTH-STALE'],
      title: both('A request that is {days, plural, one {# day} other {# days}} old is rejected', {
        days: Math.round(age / day),
      }),
      hint: wholeHint,
      forge: at(-age),
    })),
    {
      id: 'FUTURE',
      needs: ['AUTH-STALE'],
      severity: 'warning',
      title: both('A request dated 90 s in the future is rejected'),
      hint: timeHint,
      forge: at(90_000),
    },
    {
      id: 'SECONDS',
      needs: ['AUTH-STALE'],
      title: both('A timestamp in seconds is rejected'),
      hint: timeHint,
      forge: (probe) => ({ timestamp: String(Math.floor(probe.now().getTime() / 1000)) }),
    },
    {
      id: 'NO-TIMESTAMP',
      needs: ['AUTH-STALE'],
      title: both('A request without a timestamp is rejected'),
      hint: numberHint,
      forge: () => ({ timestamp: '', alter: (sealed) => replacePart(sealed, timestamp, undefined) }),
    },
    {
      id: 'BAD-TIMESTAMP',
      needs: ['AUTH-NO-TIMESTAMP'],
      title: both('A timestamp that is not a number is rejected'),
      hint: numberHint,
      forge: () => ({ timestamp: 'yesterday' }),
    },
    ...(nonce
      ? [
          {
            id: 'NO-NONCE',
            title: both('A request without a nonce is rejected'),
            hint: both('Return 000002 when nonce is missing. It is required.'),
            forge: () => ({ nonce: '', alter: (sealed: Sealed) => replacePart(sealed, nonce, undefined) }),
          },
        ]
      : []),
  ];
  return requests.map((forged) => ({ ...forged, isParameterFault: true }));
}

/** Base and kit interfaces use different signature algorithms, and neither may be accepted for the other. */
function foreignScheme(protocol: Protocol): ForgedRequest {
  const kit = protocol.id === 'v2-kit';
  const sign = kit ? v2Signature : kitSignature;
  const { signature, timestamp, nonce } = protocol.proof;
  return {
    id: 'FOREIGN-SCHEME',
    title: kit
      ? both('A signature made with the algorithm of the base interfaces is rejected')
      : both('A signature made with the algorithm of the kit interfaces is rejected'),
    forge: (probe) => ({
      alter: (sealed) => {
        const input = {
          key: probe.key,
          payload: sealed.body ?? '',
          timestamp: readPart(sealed, timestamp) ?? '',
          nonce: (nonce && readPart(sealed, nonce)) ?? '',
        };
        return replacePart(sealed, signature, sign(input));
      },
    }),
  };
}

const getInsteadOfPost: ForgedRequest = {
  id: 'METHOD',
  needs: [],
  title: both('GET instead of POST is rejected'),
  hint: both('Accept POST only.'),
  acceptsAnyRefusal: true,
  forge: () => ({ alter: ({ body: _body, ...sealed }) => ({ ...sealed, method: 'GET' }) }),
};

/**
 * The time of the server's clock, according to its last response. A small clock skew is allowed and must not make
 * a request that is 61 s old look newer.
 */
export function serverNow(probe: Probe): Date {
  const now = probe.now();
  const last = probe.memory.refusals.at(-1)?.exchange;
  const ahead = last ? clockAhead(last, probe.memory.refusedAt ?? now) : Number.NaN;
  return Number.isNaN(ahead) ? now : new Date(now.getTime() + Math.min(ahead, 0));
}
