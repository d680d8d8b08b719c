import { apiCode } from '../../../codes/openapi.ts';
import type { Page, View } from '../../../console/model.ts';
import { Code, Facts, Link, Section, Time } from '../../../console/parts.tsx';
import { decodeUtf8 } from '../../../text/decode.ts';
import { indentJson } from '../../../text/json-layout.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import type { LogContent } from '../../api/log/content.ts';
import { findRequest, isFailure, type NumberedEntry } from '../../api/log/log.ts';
import type { Database } from '../../state/database.ts';
import type { SandboxState } from '../shared/state.ts';
import { ResultBadge } from './requests.tsx';
import { SignatureSection } from './signature.tsx';
import { UsageSignatureSection } from './usage-signature.tsx';

/** Longest body that is shown, in characters. */
const maxBody = 100_000;

/** One request to the open API, whole. */
export function requestPage({ database }: SandboxState): Page {
  return {
    path: '/requests/:id',
    show({ params }): View {
      const entry = findRequest(database, Number(params.id));
      if (!entry) {
        return {
          title: t('Not found'),
          status: 404,
          body: (
            <p>
              {t('The log has no such request; only the latest are kept.')}{' '}
              <Link to="/requests">{t('API log')}</Link>
            </p>
          ),
        };
      }
      return {
        title: oneLine(`${entry.method} ${entry.path}`).slice(0, 200),
        body: (
          <>
            <Outcome entry={entry} />
            {entry.content ? (
              <Content database={database} entry={entry} content={entry.content} />
            ) : (
              <p class="empty">{t('Headers and bodies of this request were not kept.')}</p>
            )}
          </>
        ),
      };
    },
  };
}

/** What is wrong with a signature comes first. */
function Content({
  database,
  ...logged
}: {
  readonly database: Database;
  readonly entry: NumberedEntry;
  readonly content: LogContent;
}) {
  const { code } = logged.entry;
  const parts = [
    <Exchange {...logged} />,
    <SignatureSection {...logged} />,
    <UsageSignatureSection database={database} {...logged} />,
  ];
  const [exchange, signature, ofUsage] = parts;
  if (code === 'APIGW.0301') return <>{[signature, exchange]}</>;
  return <>{code === '94060002' ? [ofUsage, exchange, signature] : parts}</>;
}

function Outcome({ entry }: { readonly entry: NumberedEntry }) {
  const { code, status, reason, account, time, durationMs, requestId, fault } = entry;
  // What is wrong with a signature is told in its own section.
  const isExplained = code === 'APIGW.0301' && entry.content !== undefined;
  const known = code === undefined || isExplained ? undefined : apiCode(code, status);
  const meaning = known?.byStatus.find(({ http }) => http === status) ?? known;
  return (
    <Section title={t('Result')}>
      <Facts
        items={[
          [t('Result'), <ResultBadge entry={entry} />],
          ...(reason ? [[t('Reason'), terminalSafe(localize(reason))] as const] : []),
          ...(meaning ? [[t('Meaning of the code'), localize(meaning.meaning)] as const] : []),
          ...(known && isFailure(entry)
            ? [[t('What to do'), localize(meaning?.next ?? known.next)] as const]
            : []),
          ...(fault === undefined ? [] : [[t('Injected fault'), <code>{fault}</code>] as const]),
          [t('Account'), account ?? t('unknown')],
          [t('Time'), <Time at={time} />],
          [t('Duration'), `${durationMs} ms`],
          [t('Request ID'), <code>{requestId}</code>],
        ]}
      />
    </Section>
  );
}

function Exchange({ entry, content }: { readonly entry: NumberedEntry; readonly content: LogContent }) {
  const { url, headers, body, bodySha256, responseBody } = content;
  return (
    <div class="grid">
      <Section title={t('Request')}>
        <Code label={t('Request line and headers')}>
          {terminalSafe(
            [`${entry.method} ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n'),
          )}
        </Code>
        <Body label={t('Body of the request')} bytes={body} />
        <p class="hint">
          {t('SHA-256 of the body')}: <code>{bodySha256}</code>
        </p>
      </Section>
      <Section title={t('Response')}>
        <p>
          <ResultBadge entry={entry} />
        </p>
        <Body label={t('Body of the response')} bytes={responseBody} />
      </Section>
    </div>
  );
}

/** A body, indented where it is JSON. */
function Body({ label, bytes }: { readonly label: string; readonly bytes: Uint8Array | undefined }) {
  if (!bytes) {
    return (
      <p class="empty">
        {t(
          'The body was not kept: the log has the bodies of the last 1,000 requests, if they are at most 64 KB.',
        )}
      </p>
    );
  }
  if (bytes.length === 0) return <p class="empty">{t('empty')}</p>;
  const source = decodeUtf8(bytes);
  if (source === undefined) {
    const size = bytes.length;
    return (
      <p class="empty">{t('{size, plural, one {# byte} other {# bytes}} that are not text', { size })}</p>
    );
  }
  const { text, omitted } = indentJson(source, maxBody);
  return (
    <>
      <Code label={label} copy>
        {terminalSafe(text)}
      </Code>
      {omitted > 0 && (
        <p class="hint">
          {t('… and {omitted, plural, one {# more character} other {# more characters}}', { omitted })}
        </p>
      )}
    </>
  );
}
