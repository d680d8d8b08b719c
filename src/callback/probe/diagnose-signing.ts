import { describePair, type Mistake, pairsOf, type SchemeMistake } from '../../signing/mistakes/mistake.ts';
import { authTokenMistakes } from '../../signing/mistakes/v1/auth-token.ts';
import { kitMistakes, v2Mistakes } from '../../signing/mistakes/v2/signature.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart, replacePart } from '../delivery/tamper.ts';
import type { Parameter, Sealed } from '../protocols/model.ts';
import { parameters } from '../protocols/wire-v1.ts';
import type { Probe } from './model.ts';
import { clockAhead, isAccepted, isUnauthenticated } from './response.ts';

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

/** Finds the one mistake with which the server accepts the request. */
function findWrongSigning(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  return findAccepted(probe, refused, listTrials(listCandidates(probe).singles, refused.sealed));
}

/** There are many pairs of mistakes; the likely ones are tried first. */
const maxPairTrials = 150;

/** Finds two mistakes with which the server accepts the request: case-sensitivity with each other one first. */
async function findWrongSigningTwice(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  const { singles, pairs } = listCandidates(probe);
  const { nonce } = probe.protocol.proof;
  const known = new Set(listTrials(singles, refused.sealed).map(({ signature }) => signature));
  const trials = [
    ...(nonce ? listTrials(singles.map(inLowerCase), refused.sealed, known) : []),
    ...(nonce ? firstTrials(singles, refused.sealed).map(inSeconds) : []),
    ...firstTrials(pairs, refused.sealed, known),
  ];
  return findAccepted(probe, refused, trials.slice(0, maxPairTrials));
}

/** Finds the mistake with which the server accepts the request if its timestamp is in seconds. */
function findWrongSigningInSeconds(probe: Probe, refused: Exchange): Promise<Localized | undefined> {
  const trials = firstTrials(listCandidates(probe).singles, refused.sealed);
  return findAccepted(probe, refused, trials.map(inSeconds));
}

/** A signing mistake, or two, applied to a request. */
interface Candidate {
  readonly text: Localized;
  readonly sign: (sealed: Sealed) => readonly string[];
}

/** One signature to try. */
interface Trial extends Candidate {
  /** The position among the signatures of the candidate. */
  readonly index: number;
  /** The signature of the refused request with this mistake, to try none twice. */
  readonly signature: string;
  readonly inSeconds?: true;
}

/** The signatures of the candidates that differ from those before, and from the known ones. */
function listTrials(
  candidates: readonly Candidate[],
  sealed: Sealed,
  known: ReadonlySet<string> = new Set(),
): Trial[] {
  const seen = new Set(known);
  return candidates.flatMap((candidate) =>
    candidate.sign(sealed).flatMap((signature, index) => {
      if (seen.has(signature)) return [];
      seen.add(signature);
      return [{ ...candidate, index, signature }];
    }),
  );
}

/** As {@link listTrials}, one for each candidate. */
function firstTrials(candidates: readonly Candidate[], sealed: Sealed, known?: ReadonlySet<string>): Trial[] {
  return listTrials(candidates, sealed, known).filter(
    ({ text }, position, all) => all[position - 1]?.text !== text,
  );
}

/** Trials sent at the same time. */
const batchSize = 4;

/** The first trial that the server accepts. Stops when it no longer answers. */
async function findAccepted(
  probe: Probe,
  refused: Exchange,
  trials: readonly Trial[],
): Promise<Localized | undefined> {
  for (let start = 0; start < trials.length; start += batchSize) {
    const batch = trials.slice(start, start + batchSize);
    const exchanges = await Promise.all(batch.map((trial) => sendTrial(probe, refused, trial)));
    for (const [position, trial] of batch.entries()) {
      const exchange = exchanges[position];
      if (exchange && (await isVerified(probe, refused, trial, exchange))) return trial.text;
    }
    if (exchanges.some(isOverloaded)) return undefined;
  }
  return undefined;
}

function isOverloaded({ outcome }: Exchange): boolean {
  return !outcome.answered || outcome.response.status === 429 || outcome.response.status === 503;
}

function sendTrial(
  probe: Probe,
  refused: Exchange,
  { sign, index, inSeconds }: Trial,
  alter: (signature: string) => string = (signature) => signature,
): Promise<Exchange> {
  return probe.send(refused.activity.name, refused.values, {
    ...(inSeconds && { timestamp: String(Math.floor(probe.now().getTime() / 1000)) }),
    alter: (sealed) => replacePart(sealed, probe.protocol.proof.signature, alter(sign(sealed)[index] ?? '')),
  });
}

/** Whether the signature was accepted, although the request may be rejected for another reason. */
async function isVerified(
  probe: Probe,
  refused: Exchange,
  trial: Trial,
  exchange: Exchange,
): Promise<boolean> {
  if (isAccepted(exchange)) return true;
  if (exchange.reply?.resultCode === undefined || isUnauthenticated(exchange)) return false;
  // A server may fail on the form of a signature, such as its length.
  const other = await sendTrial(probe, refused, trial, (signature) => [...signature].reverse().join(''));
  return isUnauthenticated(other);
}

function inLowerCase({ text, sign }: Candidate): Candidate {
  return {
    text: describePair(comparesCase, text),
    sign: (sealed) => sign(sealed).map((signature) => signature.toLowerCase()),
  };
}

function inSeconds(trial: Trial): Trial {
  return { ...trial, text: describePair(trial.text, readsSeconds), inSeconds: true };
}

const readsSeconds: Localized = both(
  'Your server reads the timestamp as seconds. The timestamp is in milliseconds (13 digits).',
);

const comparesCase: Localized = both(
  'Ignore case when comparing signatures (equalsIgnoreCase). Your server compares with a lower-case signature, but KooGallery sends upper-case hexadecimal.',
);

/** The known mistakes of the protocol's signature, and pairs of them. */
function listCandidates({ protocol, key }: Probe): Record<'singles' | 'pairs', Candidate[]> {
  const { signature, timestamp, nonce } = protocol.proof;
  if (nonce === undefined) {
    const form = protocol.method === 'GET' ? ('get' as const) : ('post' as const);
    return applied(authTokenMistakes, (sealed) => {
      const params = signedParameters(sealed);
      const timeStamp = params.find(([name]) => name === timestamp.name)?.[1] ?? '';
      return { key, timeStamp, params, form };
    });
  }
  const lowerCaseHex: Candidate = {
    text: comparesCase,
    sign: (sealed) => [readPart(sealed, signature)?.toLowerCase() ?? ''],
  };
  const { singles, pairs } = applied(protocol.id === 'v2-kit' ? kitMistakes : v2Mistakes, (sealed) => {
    const payload = sealed.body ?? '';
    return {
      key,
      payload,
      wireText: payload,
      timestamp: readPart(sealed, timestamp) ?? '',
      nonce: readPart(sealed, nonce) ?? '',
    };
  });
  return { singles: [lowerCaseHex, ...singles], pairs };
}

function applied<Input>(
  mistakes: readonly SchemeMistake<Input>[],
  read: (sealed: Sealed) => Input,
): Record<'singles' | 'pairs', Candidate[]> {
  const apply = ({ text, sign }: Mistake<Input>): Candidate => ({
    text,
    sign: (sealed) => [sign(read(sealed)) ?? []].flat(),
  });
  return { singles: mistakes.map(apply), pairs: pairsOf(mistakes).map(apply) };
}

/** The parameters that `authToken` signs: the query or the top-level properties of the body. */
function signedParameters(sealed: Sealed): Parameter[] {
  if (sealed.body === undefined) return [...new URL(sealed.url).searchParams, ...sealed.query];
  return parameters(JSON.parse(sealed.body));
}
