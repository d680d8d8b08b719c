import { compactJson } from '../../signing/canonical-json.ts';
import type { Mistake } from '../../signing/mistakes/mistake.ts';
import { authTokenMistakes } from '../../signing/mistakes/v1/auth-token.ts';
import { kitMistakes, v2Mistakes } from '../../signing/mistakes/v2/signature.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart, replacePart } from '../delivery/tamper.ts';
import type { Parameter, Sealed } from '../protocols/model.ts';
import { clockAhead } from './forged-requests.ts';
import { isAccepted, isUnauthenticated } from './judge.ts';
import type { Probe } from './model.ts';

const probablyWrongKey: Localized = both(
  'Your server accepts neither the correct signature nor any of the common incorrect ones. Most likely the access keys differ, or several mistakes occur together. Compare the key that your server uses with the key given to koo and with the key bound to this interface class on the key management page of the seller console. Then compare the signed text: `koo callback verify --signed-text FILE` shows where the text that your server signs differs from the correct one.',
);

/**
 * Finds out why a server rejects a correct signature: signs the same request with each known mistake. The
 * signature that the server accepts shows how it verifies.
 */
export async function diagnoseRefusal(probe: Probe, refused: Exchange): Promise<Localized> {
  return (
    (await findWrongSigning(probe, refused)) ??
    (await diagnoseTime(probe, refused)) ??
    (await findWrongSigningInSeconds(probe, refused)) ??
    (mentionsTime.test(refused.reply?.resultMsg ?? '') ? timeMentioned : probablyWrongKey)
  );
}

const mentionsTime = /expire|time|过期|超时|时间/i;

const timeMentioned: Localized = both(
  'The message of your server mentions the time. Check the clock (NTP) and the time zone of the server, and make sure that it reads the timestamp as milliseconds.',
);

/** Detects two mistakes at once: a wrong signature algorithm and a timestamp read as seconds. */
async function findWrongSigningInSeconds(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  if (!probe.protocol.proof.nonce) return undefined;
  for (const { text, sign } of candidates(probe)) {
    if (sign(refused.sealed).length === 0) continue;
    const exchange = await probe.send(refused.activity.name, refused.values, {
      timestamp: String(Math.floor(probe.now().getTime() / 1000)),
      alter: (sealed) => replacePart(sealed, probe.protocol.proof.signature, sign(sealed)[0]),
    });
    if (isAccepted(exchange)) {
      return both('{mistake} {readsSeconds}', { mistake: text, readsSeconds });
    }
  }
  return undefined;
}

async function findWrongSigning(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  for (const { text, sign } of candidates(probe)) {
    for (const index of sign(refused.sealed).keys()) {
      const exchange = await probe.send(refused.activity.name, refused.values, {
        alter: (sealed) => replacePart(sealed, probe.protocol.proof.signature, sign(sealed)[index]),
      });
      if (exchange.reply?.resultCode !== undefined && !isUnauthenticated(exchange)) return text;
    }
  }
  return undefined;
}

/** A larger clock skew, in milliseconds, explains the rejection of a new request. */
const clockTolerance = 30_000;

/**
 * Finds out whether a rejection is caused by the server's clock or by the unit in which it reads timestamps.
 */
export async function diagnoseTime(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  const { protocol, now } = probe;
  if (!protocol.proof.nonce) return undefined;
  const ahead = clockAhead(refused, now());
  if (Math.abs(ahead) > clockTolerance) return describeClockSkew(Math.round(ahead / 1000));
  const timestamp = String(Math.floor(now().getTime() / 1000));
  const inSeconds = await probe.send(refused.activity.name, refused.values, { timestamp });
  return isAccepted(inSeconds) ? readsSeconds : undefined;
}

function describeClockSkew(seconds: number): Localized {
  const by = Math.abs(seconds);
  return seconds > 0
    ? both(
        'Synchronise the clock of your server (NTP). According to its Date header, it is {by} s fast. A timestamp is valid for 60 s.',
        { by },
      )
    : both(
        'Synchronise the clock of your server (NTP). According to its Date header, it is {by} s slow. A timestamp is valid for 60 s.',
        { by },
      );
}

const readsSeconds: Localized = both(
  'Your server reads the timestamp as seconds. The timestamp is in milliseconds (13 digits).',
);

/** A signing mistake, applied to a request. */
interface Candidate {
  readonly text: Localized;
  readonly sign: (sealed: Sealed) => readonly string[];
}

function candidates(probe: Probe): Candidate[] {
  const { protocol, key } = probe;
  const { timestamp, nonce } = protocol.proof;
  if (nonce === undefined) {
    const form = protocol.method === 'GET' ? ('get' as const) : ('post' as const);
    return candidatesOf(authTokenMistakes, (sealed) => {
      const params = signedParameters(sealed);
      const timeStamp = params.find(([name]) => name === timestamp.name)?.[1] ?? '';
      return { key, timeStamp, params, form };
    });
  }
  const lowerCaseHex: Candidate = {
    text: comparesCase,
    sign: (sealed) => [readPart(sealed, protocol.proof.signature)?.toLowerCase() ?? ''],
  };
  const mistakes = candidatesOf(protocol.id === 'v2-kit' ? kitMistakes : v2Mistakes, (sealed) => {
    const payload = sealed.body ?? '';
    return {
      key,
      payload,
      wireText: payload,
      timestamp: readPart(sealed, timestamp) ?? '',
      nonce: readPart(sealed, nonce) ?? '',
    };
  });
  return [lowerCaseHex, ...mistakes];
}

const comparesCase: Candidate['text'] = both(
  'Ignore case when comparing signatures (equalsIgnoreCase). Your server compares with a lower-case signature, but KooGallery sends upper-case hexadecimal.',
);

function candidatesOf<Input>(
  mistakes: readonly Mistake<Input>[],
  read: (sealed: Sealed) => Input,
): Candidate[] {
  return mistakes.map((mistake) => ({
    text: mistake.text,
    sign: (sealed) => [mistake.sign(read(sealed)) ?? []].flat(),
  }));
}

/** The parameters that `authToken` signs: the query or the top-level properties of the body. */
function signedParameters(sealed: Sealed): Parameter[] {
  if (sealed.body === undefined) return [...new URL(sealed.url).searchParams, ...sealed.query];
  const body: JsonObject = JSON.parse(sealed.body);
  return Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : compactJson(value),
  ]);
}
