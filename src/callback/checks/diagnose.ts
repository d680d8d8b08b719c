import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import {
  findWrongSigning,
  findWrongSigningInSeconds,
  findWrongSigningTwice,
  readsSeconds,
} from '../probe/diagnose-signing.ts';
import type { Probe } from '../probe/model.ts';
import { isAccepted, isUnauthenticated } from '../probe/response.ts';
import { clockAhead } from './forged-requests.ts';

const probablyWrongKey: Localized = both(
  'Your server accepts neither the correct signature nor any of the common incorrect ones. Most likely the access keys differ, or several mistakes occur together. Compare the key that your server uses with the key given to koo and with the key bound to this interface class on the key management page of the seller console. Then compare the signed text: `koo callback verify --signed-text FILE` shows where the text that your server signs differs from the correct one.',
);

const probablyOtherKey: Localized = both(
  'Your server accepts neither the correct signature nor any of the common incorrect ones. Most likely it does not use the access key of its environment (KOO_ACCESS_KEY, or the variable of the interface class), which koo set for this run, or several mistakes occur together. To compare the signed text with `koo callback verify --signed-text FILE`, export a key of your own: koo and the server then use it.',
);

/**
 * Finds out why a server rejects a correct signature: signs the same request with each known mistake, then with two
 * at once. The signature that the server accepts shows how it verifies.
 */
export async function diagnoseRefusal(probe: Probe, refused: Exchange): Promise<Localized> {
  return (
    (await findWrongSigning(probe, refused)) ??
    (await diagnoseTime(probe, refused)) ??
    (await findWrongSigningTwice(probe, refused)) ??
    (mentionsTime.test(refused.reply?.resultMsg ?? '') ? timeMentioned : unexplained(probe.options))
  );
}

function unexplained({ keysInEnvironment }: Probe['options']): Localized {
  return keysInEnvironment ? probablyOtherKey : probablyWrongKey;
}

const mentionsTime = /expire|time|过期|超时|时间/i;

const timeMentioned: Localized = both(
  'The message of your server mentions the time. Check the clock (NTP) and the time zone of the server, and make sure that it reads the timestamp as milliseconds.',
);

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
  if (isAccepted(inSeconds)) return readsSeconds;
  // Another reason than before: most likely the server checks the time before the signature.
  const passesTime = isUnauthenticated(inSeconds) && !isUnauthenticated(refused);
  return passesTime ? findWrongSigningInSeconds(probe, refused) : undefined;
}

function describeClockSkew(seconds: number): Localized {
  const facts = { by: Math.abs(seconds) };
  return seconds > 0
    ? both(
        'Synchronise the clock of your server (NTP). According to its Date header, it is {by} s fast. A timestamp is valid for 60 s.',
        facts,
      )
    : both(
        'Synchronise the clock of your server (NTP). According to its Date header, it is {by} s slow. A timestamp is valid for 60 s.',
        facts,
      );
}
