import { Badge, Code, Facts, Notice, Section } from '../../../console/parts.tsx';
import { sha256 } from '../../../signing/bytes.ts';
import { decodeUtf8 } from '../../../text/decode.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { isBoundedJson } from '../../../text/json-layout.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import type { LogContent } from '../../api/log/content.ts';
import type { LogEntry } from '../../api/log/log.ts';
import { usagePath } from '../../api/routes/usage.ts';
import { usageKeysOf, verifyUsageProof } from '../../api/usage/verification.ts';
import { accounts } from '../../state/accounts.ts';
import type { Database } from '../../state/database.ts';
import { MarkedText } from './marked-text.tsx';

interface LoggedPush {
  readonly database: Database;
  readonly entry: LogEntry;
  readonly content: LogContent;
}

/** The second signature of a usage push: the header `signature`, with the access key. */
export function UsageSignatureSection({ database, entry, content }: LoggedPush) {
  if (entry.path !== usagePath) return null;
  const account = accounts.find(({ name }) => name === entry.account);
  const header = (name: string) => content.headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
  const [signature, ts, nonce] = [header('signature'), header('ts'), header('nonce')];
  const isWhole = content.body && sha256(content.body).toString('hex') === content.bodySha256;
  const text = content.body && isWhole ? decodeUtf8(content.body) : undefined;
  const body = text === undefined ? undefined : parse(text);
  if (!account || signature === '' || text === undefined || !body) return null;
  const { isValid, signedText, explain } = verifyUsageProof(
    { ts, nonce, signature, text, body },
    usageKeysOf(database, account),
    account.credential.sk,
  );
  const { mistake, expected } = explain();
  const code = (value: string) => <code>{terminalSafe(value)}</code>;
  return (
    <Section title={t('Signature of the usage push')}>
      {isValid ? (
        <p>
          <Badge tone="good">{t('The signature is valid')}</Badge>
        </p>
      ) : (
        <Notice tone="bad">
          {mistake
            ? localize(mistake.text)
            : t(
                'The signature matches no known mistake; most often it is the access key of another class or account.',
              )}
        </Notice>
      )}
      <Facts
        items={[
          ...(mistake ? [[t('Cause'), code(mistake.cause)] as const] : []),
          [t('Received signature'), code(signature)],
          ...(isValid ? [] : [[t('Expected signature'), code(expected)] as const]),
        ]}
      />
      <h3>{t('Text to sign')}</h3>
      <Code label={t('Text to sign')}>
        <MarkedText
          text={terminalSafe(signedText)}
          other={
            mistake?.cause === 'body-not-sorted'
              ? terminalSafe(`ts=${ts}&nonce=${nonce}&body=${text}`)
              : undefined
          }
        />
      </Code>
      <p>
        {t(
          'base64(HMAC-SHA256(access key, text to sign)), in the header signature. The access key is never shown.',
        )}
      </p>
    </Section>
  );
}

function parse(text: string): JsonObject | undefined {
  if (!isBoundedJson(text)) return undefined;
  const value = JSON.parse(text) as JsonValue;
  return isObject(value) ? value : undefined;
}
