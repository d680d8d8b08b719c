import { both } from '../../../text/translate.ts';
import { hmac, hmacSha256, sha256 } from '../../bytes.ts';
import { formatSdkDate, parseSdkDate } from '../../sdk-date.ts';
import { type Draft, mistakesIn, type SdkMistake, withHeaderValue } from './draft.ts';

/** Mistakes in the string to sign, the most likely first. */
const stringMistakes = mistakesIn('string', [
  {
    cause: 'canonical-not-hashed',
    text: both(
      'The string to sign contains the canonical request itself. Its last line is hex(SHA-256(CanonicalRequest)).',
    ),
    changes: () => [{ digest: (canonical) => canonical }],
  },
  {
    cause: 'canonical-hash-upper-case',
    text: both('The client writes the hash of the canonical request in upper case. Use lower-case hex.'),
    changes: () => [{ digest: (canonical) => sha256(canonical).toString('hex').toUpperCase() }],
  },
  {
    cause: 'canonical-hash-base64',
    text: both('The client writes the hash of the canonical request in base64. Use lower-case hex.'),
    changes: () => [{ digest: (canonical) => sha256(canonical).toString('base64') }],
  },
  {
    cause: 'other-date',
    text: (date) =>
      both(
        'The client signs the time {date}, which is not the X-Sdk-Date that it sends. Read the clock once, in UTC, and use this value everywhere.',
        { date },
      ),
    changes: (draft) => otherDates(draft.date).flatMap((date) => dateChanges(draft, date)),
  },
  {
    cause: 'algorithm-line',
    text: both('The first line of the string to sign must be "SDK-HMAC-SHA256".'),
    changes: () => {
      const names = ['HMAC-SHA256', 'HmacSHA256', 'AWS4-HMAC-SHA256', 'V11-HMAC-SHA256'];
      const lines = ['', ...names.map((name) => `${name}\n`), 'SDK-HMAC-SHA256 '];
      return lines.map((algorithm) => ({ algorithm }));
    },
  },
  {
    cause: 'line-breaks',
    text: both('The client joins the lines with CRLF. Use a line feed.'),
    changes: () => [{ lineBreak: '\r\n' }, { lineBreak: '\\n' }],
  },
]);

/** Other times and other writings that a client may sign: the local time, the second before, ISO 8601. */
function otherDates(date: string): string[] {
  const sent = parseSdkDate(date);
  if (!sent) return [];
  const shifted = (seconds: number) => formatSdkDate(new Date(sent.getTime() + seconds * 1000));
  const seconds = [-1, 1, -2, 2, -3, 3, -4, 4, -5, 5];
  const halfHours = Array.from({ length: 53 }, (_, at) => (at - 24) * 1800).filter((one) => one !== 0);
  const iso = sent.toISOString();
  const writings = [iso, iso.replace(/\.\d+/, ''), sent.toUTCString(), date.slice(0, 8), date.slice(0, -1)];
  const epoch = [String(sent.getTime() / 1000), String(sent.getTime())];
  return [...seconds, ...halfHours].map(shifted).concat(writings, epoch);
}

function dateChanges(draft: Draft, date: string): Partial<Draft>[] {
  const headers = withHeaderValue(draft, 'x-sdk-date', date);
  return [{ date }, { date, headers }, { headers }].map((change) => ({ ...change, detail: date }));
}

/** Mistakes in the key of the HMAC, the most likely first. */
const keyMistakes = mistakesIn('key', [
  {
    cause: 'space-in-secret',
    text: both(
      'The SK begins or ends with a space or a line feed. Trim the value that is read from the configuration.',
    ),
    changes: (_, { sk }) =>
      ['\n', '\r\n', ' ', '\t', '\r', '\0', '\ufeff'].flatMap((space) => [
        { key: sk + space },
        { key: space + sk },
      ]),
  },
  {
    cause: 'secret-of-another-ak',
    text: (ak) => both('The request is signed with the SK of the AK {ak}.', { ak }),
    changes: (_, { others }) => others.map(({ ak, sk }) => ({ key: sk, detail: ak })),
  },
  {
    cause: 'ak-as-secret',
    text: both('The AK is used as the key of the HMAC. Use the SK.'),
    changes: (_, { ak, sk }) => [{ key: ak }, { key: ak + sk }, { key: sk + ak }],
  },
  {
    cause: 'secret-base64',
    text: both(
      'The client encodes or decodes the SK (base64 or hex) before it signs. Use its characters as they are.',
    ),
    changes: (_, { sk }) => [
      { key: Buffer.from(sk, 'base64') },
      { key: Buffer.from(sk).toString('base64') },
      { key: Buffer.from(sk, 'hex') },
      { key: Buffer.from(sk).toString('hex') },
    ],
  },
  {
    cause: 'secret-in-quotes',
    text: both('The SK is used with the quotes of the configuration file. Remove them.'),
    changes: (_, { sk }) => [{ key: `"${sk}"` }, { key: `'${sk}'` }],
  },
  {
    cause: 'secret-truncated',
    text: both(
      'A character of the SK is missing at its beginning or end, or its letters changed their case.',
    ),
    changes: (_, { sk }) =>
      [sk.slice(1), sk.slice(0, -1), sk.toUpperCase(), sk.toLowerCase()].map((key) => ({ key })),
  },
  {
    cause: 'secret-encoded',
    text: both('The client percent-encodes the SK before it signs. Use its characters as they are.'),
    changes: (_, { sk }) => [{ key: encodeURIComponent(sk.toWellFormed()) }],
  },
  {
    cause: 'derived-key',
    text: both(
      'The client derives the key of the HMAC, as for AWS or other clouds. There is a single HMAC; its key is the SK.',
    ),
    changes: ({ date }, { sk }) => {
      const day = date.slice(0, 8);
      const keys = ['SDK', 'AWS4', ''].map((prefix) => hmacSha256(prefix + sk, day));
      return [...keys, `AWS4${sk}`, `SDK${sk}`, `${sk}&`, sha256(sk), sha256(sk).toString('hex')].map(
        (key) => ({ key }),
      );
    },
  },
]);

/** Mistakes in computing and writing the signature, the most likely first. */
const signatureMistakes = mistakesIn('signature', [
  {
    cause: 'signature-upper-case',
    text: both('The signature is in upper case. Use lower-case hex.'),
    changes: () => [{ sign: (key, text) => hmacSha256(key, text).toString('hex').toUpperCase() }],
  },
  {
    cause: 'signature-base64',
    text: both('The signature is in base64. Use lower-case hex, 64 characters.'),
    changes: () => [
      { sign: (key, text) => hmacSha256(key, text).toString('base64') },
      { sign: (key, text) => hmacSha256(key, text).toString('base64url') },
      { sign: (key, text) => Buffer.from(hmacSha256(key, text).toString('hex')).toString('base64') },
    ],
  },
  {
    cause: 'plain-sha256',
    text: both('The signature is a plain hash. It is an HMAC-SHA256 with the SK as its key.'),
    changes: () => [
      { sign: (_, text) => sha256(text).toString('hex') },
      { sign: (key, text) => sha256(key, text).toString('hex') },
      { sign: (key, text) => sha256(text, key).toString('hex') },
    ],
  },
  {
    cause: 'key-and-text-swapped',
    text: both('Key and text are swapped in the call of the HMAC function. The SK is the key.'),
    changes: () => [{ sign: (key, text) => hmacSha256(text, key).toString('hex') }],
  },
  {
    cause: 'other-hmac',
    text: both('The client uses an HMAC with another hash (SHA-1, MD5, SHA-512). Use HMAC-SHA256.'),
    changes: () =>
      ['sha1', 'md5', 'sha512', 'sha384'].map((hash) => ({
        sign: (key, text) => hmac(hash, key, text).toString('hex'),
      })),
  },
]);

/** Mistakes behind the canonical request, the most likely first. */
export const keyAndStringMistakes: readonly SdkMistake[] = [
  ...keyMistakes,
  ...stringMistakes,
  ...signatureMistakes,
];
