import { apiCode } from '../../../codes/openapi.ts';
import type { Page, View } from '../../../console/model.ts';
import { Facts, Link, Section, Time } from '../../../console/parts.tsx';
import { RequestSection, ResponseSection } from '../../../exchanges/exchange-view.tsx';
import { type ShownAnswer, showRequest } from '../../../exchanges/shown-exchange.ts';
import { shownBody } from '../../../exchanges/shown-text.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { findRequest, isFailure, type NumberedEntry } from '../../api/log/log.ts';
import type { SandboxState } from '../shared/state.ts';
import { ResultBadge } from './requests.tsx';
import { AkSkSection, type LoggedRequest, UsageSignatureSection } from './signatures.tsx';

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

/** A wrong signature comes first. */
function Content(logged: LoggedRequest) {
  const { code } = logged.entry;
  const exchange = <Exchange {...logged} />;
  const signature = <AkSkSection {...logged} />;
  const ofUsage = <UsageSignatureSection {...logged} />;
  if (code === 'APIGW.0301') return <>{[signature, exchange]}</>;
  return <>{code === '94060002' ? [ofUsage, exchange, signature] : [exchange, signature, ofUsage]}</>;
}

function Outcome({ entry }: { readonly entry: NumberedEntry }) {
  const { code, status, reason, account, time, durationMs, requestId, fault } = entry;
  // A wrong signature is explained in its own section.
  const isExplained = code === 'APIGW.0301' && entry.content !== undefined;
  const known = code === undefined || isExplained ? undefined : apiCode(code, status);
  const meaning = known?.byStatus.find(({ http }) => http === status) ?? known;
  return (
    <Section title={t('Result')}>
      <Facts
        items={[
          [t('Result'), <ResultBadge entry={entry} />],
          [t('Reason'), reason && terminalSafe(localize(reason))],
          [t('Meaning of the code'), meaning && localize(meaning.meaning)],
          [t('What to do'), known && isFailure(entry) && localize(meaning?.next ?? known.next)],
          [t('Injected fault'), fault && <code>{fault}</code>],
          [t('Account'), account ?? t('unknown')],
          [t('Time'), <Time at={time} />],
          [t('Duration'), `${durationMs} ms`],
          [t('Request ID'), <code>{requestId}</code>],
        ]}
      />
    </Section>
  );
}

function Exchange({ entry, content }: LoggedRequest) {
  const { url, headers, body, bodySha256, responseBody } = content;
  const { method, status, durationMs } = entry;
  const bytes = body ?? new Uint8Array();
  const redacted = [url, Buffer.from(bytes).toString(), ...headers.flat()].some((text) =>
    text.includes('***'),
  );
  const { curl, ...request } = showRequest({ method, url, headers, body: bytes, redacted });
  const answer: ShownAnswer =
    status === undefined
      ? { durationMs, failure: both('no response') }
      : { durationMs, status, headers: [], ...(responseBody && { body: shownBody(responseBody) }) };
  return (
    <div class="grid">
      <RequestSection request={{ ...request, ...(body && curl !== undefined && { curl }) }}>
        {!body && <NotKept />}
        <p class="hint">
          {t('SHA-256 of the body')}: <code>{bodySha256}</code>
        </p>
      </RequestSection>
      <ResponseSection answer={answer}>{!responseBody && <NotKept />}</ResponseSection>
    </div>
  );
}

function NotKept() {
  return (
    <p class="empty">
      {t(
        'The body was not kept: the log has the bodies of the last 1,000 requests, if they are at most 64 KB.',
      )}
    </p>
  );
}
