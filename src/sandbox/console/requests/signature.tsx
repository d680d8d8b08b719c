import { Badge, Code, Facts, Notice, Section, Time } from '../../../console/parts.tsx';
import { KooError } from '../../../errors/koo-error.ts';
import { toReceivedRequest } from '../../../http/capture/model.ts';
import { partName } from '../../../openapi/signed-text.ts';
import { type ApiVerification, verifyCall } from '../../../openapi/verify.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import type { LogContent } from '../../api/log/content.ts';
import type { LogEntry } from '../../api/log/log.ts';
import { sandboxCredentials } from '../../state/accounts.ts';
import { MarkedText } from './marked-text.tsx';

interface LoggedRequest {
  readonly entry: LogEntry;
  readonly content: LogContent;
}

/** The AK/SK signature of a request, step by step; a wrong one is explained as `koo api verify` does. */
export function SignatureSection(logged: LoggedRequest) {
  const found = verify(logged);
  if (!found) return null;
  const { valid, reason, notes } = found;
  return (
    <Section title={t('AK/SK signature')}>
      {valid ? (
        <p>
          <Badge tone="good">{t('The signature is valid')}</Badge>
        </p>
      ) : (
        <Notice tone="bad">{terminalSafe(reason ? localize(reason) : '')}</Notice>
      )}
      <SignatureFacts found={found} />
      {found.correct &&
        (valid ? (
          <details>
            <summary>{t('What was signed')}</summary>
            <Steps found={found} />
          </details>
        ) : (
          <Steps found={found} />
        ))}
      {notes.map((note) => (
        <p class="hint">{localize(note)}</p>
      ))}
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

function SignatureFacts({ found }: { readonly found: ApiVerification }) {
  const { valid, ak, cause, given, expected, signedAt, difference } = found;
  const code = (text: string) => <code>{terminalSafe(text)}</code>;
  return (
    <Facts
      items={[
        ...(cause === null ? [] : [[t('Cause'), code(cause)] as const]),
        ...(ak === null ? [] : [['AK', code(ak)] as const]),
        ...(signedAt === null ? [] : [[t('Signed at'), <Time at={signedAt} />] as const]),
        ...(given === null ? [] : [[t('Received signature'), code(given)] as const]),
        ...(valid || expected === null ? [] : [[t('Expected signature'), code(expected)] as const]),
        ...(difference
          ? [[t('First difference'), <strong>{localize(partName(difference.part))}</strong>] as const]
          : []),
      ]}
    />
  );
}

/** Canonical request and string to sign: as they must be, and as the client had them. */
function Steps({ found: { correct, client, difference } }: { readonly found: ApiVerification }) {
  if (!correct) return null;
  const steps = [
    { title: t('1. Canonical request'), part: 'canonicalRequest' },
    { title: t('2. String to sign'), part: 'stringToSign' },
  ] as const;
  return (
    <>
      {steps.map(({ title, part }) => (
        <>
          <h3>{title}</h3>
          <div class="grid">
            <Side
              label={client ? t('Correct') : t('Must be')}
              text={correct[part]}
              other={difference ? client?.[part] : undefined}
            />
            {client && <Side label={t('Of the client')} text={client[part]} other={correct[part]} />}
          </div>
        </>
      ))}
      <h3>{t('3. Signature')}</h3>
      <p>{t('hex(HMAC-SHA256(SK, string to sign)), in the header Authorization. The SK is never shown.')}</p>
    </>
  );
}

interface SideProps {
  readonly label: string;
  readonly text: string;
  readonly other: string | undefined;
}

function Side({ label, text, other }: SideProps) {
  return (
    <div>
      <p class="faint">{label}</p>
      <Code label={label}>
        <MarkedText text={terminalSafe(text)} other={other === undefined ? undefined : terminalSafe(other)} />
      </Code>
    </div>
  );
}
