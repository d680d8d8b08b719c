import { Facts, Section, Time } from '../../../console/parts.tsx';
import { KooError } from '../../../errors/koo-error.ts';
import { headerOf } from '../../../exchanges/model.ts';
import { compareSignatures, type ShownSignature, type Step } from '../../../exchanges/shown-exchange.ts';
import { compareTexts, makeVisible, shownSentence } from '../../../exchanges/shown-text.ts';
import { Signature } from '../../../exchanges/signature-view.tsx';
import { toReceivedRequest } from '../../../http/capture/model.ts';
import { partName, type SignedText } from '../../../openapi/signed-text.ts';
import { type ApiVerification, verifyCall } from '../../../openapi/verify.ts';
import { sha256 } from '../../../signing/bytes.ts';
import { decodeUtf8 } from '../../../text/decode.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { isBoundedJson } from '../../../text/json-layout.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import type { LogContent } from '../../api/log/content.ts';
import type { LogEntry } from '../../api/log/log.ts';
import { usagePath } from '../../api/routes/usage.ts';
import { usageKeysOf, verifyUsageProof } from '../../api/usage/verification.ts';
import { accounts, sandboxCredentials } from '../../state/accounts.ts';
import type { Database } from '../../state/database.ts';

/** A request in the log whose headers and body are kept. */
export interface LoggedRequest {
  readonly database: Database;
  readonly entry: LogEntry;
  readonly content: LogContent;
}

/** Shows the AK/SK signature of a request; a wrong one is explained as `koo api verify` does. */
export function AkSkSection(logged: LoggedRequest) {
  const found = verify(logged);
  if (!found) return null;
  const { valid, ak, cause, signedAt, difference } = found;
  return (
    <Section title={t('AK/SK signature')}>
      <Signature signature={akSkSignature(found)} isFolded={valid}>
        <Facts
          items={[
            [t('Cause'), cause !== null && <code>{makeVisible(cause)}</code>],
            ['AK', ak !== null && <code>{makeVisible(ak)}</code>],
            [t('Signed at'), signedAt !== null && <Time at={signedAt} />],
            [t('First difference'), difference !== null && <b>{localize(partName(difference.part))}</b>],
          ]}
        />
      </Signature>
    </Section>
  );
}

/** @returns nothing for a request that cannot be read as one of a client */
function verify({ entry, content }: LoggedRequest): ApiVerification | undefined {
  const { url, headers, bodySha256, body = new Uint8Array(), responseBody } = content;
  const captured = toReceivedRequest(entry.method, url, headers, body);
  try {
    return verifyCall(
      {
        ...captured,
        sent: { ...captured.sent, bodySha256 },
        time: entry.time,
        ...(responseBody && { responseBody: Buffer.from(responseBody).toString('utf8') }),
      },
      { credentials: sandboxCredentials },
    );
  } catch (error) {
    if (error instanceof KooError) return undefined;
    throw error;
  }
}

/** Compares canonical request and string to sign as they must be with those of the client. */
function akSkSignature(found: ApiVerification): ShownSignature {
  const { valid, reason, correct, client, expected, notes } = found;
  const stepOf = (title: Localized, part: keyof SignedText): Step => ({
    title,
    value: correct?.[part],
    compared:
      correct && client && client[part] !== correct[part]
        ? compareTexts(correct[part], client[part])
        : undefined,
  });
  const last = {
    title: both('hex(HMAC-SHA256(SK, string to sign)), in the header Authorization. The SK is never shown.'),
    value: expected ?? undefined,
  };
  return {
    state: valid ? 'valid' : 'invalid',
    ...compareSignatures(found.given, expected),
    ...(reason && { mistake: shownSentence(reason) }),
    steps: correct
      ? [
          stepOf(both('Canonical request'), 'canonicalRequest'),
          stepOf(both('String to sign'), 'stringToSign'),
          ...(expected === null ? [] : [last]),
        ]
      : [],
    notes,
  };
}

/** Shows the second signature of a usage push: the header `signature`, made with the access key. */
export function UsageSignatureSection({ database, entry, content }: LoggedRequest) {
  if (entry.path !== usagePath) return null;
  const account = accounts.find(({ name }) => name === entry.account);
  const { headers } = content;
  const given = headerOf(headers, 'signature');
  const [ts, nonce] = [headerOf(headers, 'ts'), headerOf(headers, 'nonce')];
  const isWhole = content.body && sha256(content.body).toString('hex') === content.bodySha256;
  const text = content.body && isWhole ? decodeUtf8(content.body) : undefined;
  const body = text === undefined ? undefined : parse(text);
  if (!account || given === '' || text === undefined || !body) return null;
  const { isValid, signedText, explain } = verifyUsageProof(
    { ts, nonce, signature: given, text, body },
    usageKeysOf(database, account),
    account.credential.sk,
  );
  const { mistake, expected } = explain();
  // A valid signature may be made with another key of the account than the one of `expected`.
  const right = isValid ? given : expected;
  const isUnsorted = mistake?.cause === 'body-not-sorted';
  const signature: ShownSignature = {
    state: isValid ? 'valid' : 'invalid',
    ...compareSignatures(given, right),
    ...(!isValid && { mistake: mistake?.text ?? unknownMistake }),
    steps: [
      {
        title: both('Text to sign'),
        value: signedText,
        compared: isUnsorted ? compareTexts(signedText, `ts=${ts}&nonce=${nonce}&body=${text}`) : undefined,
      },
      {
        title: both(
          'base64(HMAC-SHA256(access key, text to sign)), in the header signature. The access key is never shown.',
        ),
        value: right,
      },
    ],
    notes: [],
  };
  return (
    <Section title={t('Signature of the usage push')}>
      <Signature signature={signature} isFolded={isValid}>
        {mistake && <Facts items={[[t('Cause'), <code>{mistake.cause}</code>]]} />}
      </Signature>
    </Section>
  );
}

const unknownMistake = both(
  'The signature matches no known mistake; most often it is the access key of another class or account.',
);

function parse(text: string): JsonObject | undefined {
  if (!isBoundedJson(text)) return undefined;
  const value = JSON.parse(text) as JsonValue;
  return isObject(value) ? value : undefined;
}
