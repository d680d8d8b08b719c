import { apiCode } from '../../../codes/openapi.ts';
import { EarlierLinks, Filter, pageSize, rowBefore } from '../../../console/lists.tsx';
import type { Page, View } from '../../../console/model.ts';
import { Badge, Code, Facts, Field, Link, Section, Table, Time } from '../../../console/parts.tsx';
import { RequestSection, ResponseSection } from '../../../exchanges/exchange-view.tsx';
import { type ShownAnswer, showRequest } from '../../../exchanges/shown-exchange.ts';
import { shownBody } from '../../../exchanges/shown-text.ts';
import { oneLine, terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import {
  findRequest,
  findRequests,
  isFailure,
  type LogEntry,
  type LogQuery,
  type NumberedEntry,
} from '../../api/log/log.ts';
import type { SandboxState } from '../shared/state.ts';
import { AkSkSection, type LoggedRequest, UsageSignatureSection } from './signatures.tsx';

/** Longest path and reason in a row, in characters. */
const maxShown = 300;

/** The beginning of the paths of the open API, which a row leaves out. */
const apiBase = '/api/mkp-openapi-public/global';

/** The requests to the open API, the latest first. */
export function requestsPage({ database }: SandboxState): Page {
  return {
    path: '/requests',
    nav: both('API log'),
    show({ query }) {
      const filter: Omit<LogQuery, 'limit'> = {
        failed: query.get('failed') === 'true',
        path: query.get('path')?.trim() ?? '',
        text: query.get('text')?.trim() ?? '',
        before: rowBefore(query),
      };
      const found = findRequests(database, { ...filter, limit: pageSize + 1 });
      const isLimited = filter.failed || filter.path !== '' || filter.text !== '';
      return {
        title: t('API log'),
        body: (
          <>
            <LogFilter />
            <Section title={t('Requests to the open API, the latest first')}>
              <Table
                caption={t('Requests to the open API, the latest first')}
                rows={found.slice(0, pageSize)}
                empty={isLimited ? <NothingFound /> : <NothingAsked />}
                columns={[
                  { title: t('Time'), cell: ({ time }) => <Time at={time} /> },
                  { title: t('Request'), cell: (entry) => <RequestLink entry={entry} /> },
                  { title: t('Result'), cell: (entry) => <Result entry={entry} /> },
                  { title: t('Account'), cell: ({ account }) => account ?? '–' },
                  { title: 'ms', cell: ({ durationMs }) => durationMs, isNumber: true },
                ]}
              />
              <EarlierLinks found={found} number={({ id }) => id} />
            </Section>
          </>
        ),
      };
    },
  };
}

function LogFilter() {
  return (
    <Filter label={t('Limit the requests')}>
      <Field
        name="failed"
        label={t('Result')}
        options={[
          ['', t('All')],
          ['true', t('Only failures')],
        ]}
      />
      <Field name="path" type="search" label={t('Path contains')} />
      <Field name="text" type="search" label={t('Text in request or response')} />
    </Filter>
  );
}

function RequestLink({ entry: { id, method, path } }: { readonly entry: NumberedEntry }) {
  return (
    <Link to={`/requests/${id}`}>
      <code title={path.startsWith(apiBase) ? shortened(path) : undefined}>
        {shortened(method)} {shortened(path.startsWith(apiBase) ? `…${path.slice(apiBase.length)}` : path)}
      </code>
    </Link>
  );
}

function Result({ entry }: { readonly entry: LogEntry }) {
  const { status, code, reason, fault } = entry;
  const known = code === undefined ? undefined : apiCode(code, status)?.meaning;
  const words = reason ?? (isFailure(entry) ? known : undefined);
  return (
    <>
      <ResultBadge entry={entry} />{' '}
      {fault !== undefined && <Badge tone="warn">{t('fault: {fault}', { fault })}</Badge>}
      {words && <p class="hint">{shortened(localize(words))}</p>}
    </>
  );
}

/** Shows the status and the code of a response. */
function ResultBadge({ entry }: { readonly entry: LogEntry }) {
  const { status, code } = entry;
  return (
    <Badge tone={isFailure(entry) ? 'bad' : 'good'}>
      {status === undefined
        ? t('no response')
        : [status, code].filter((part) => part !== undefined).join(' ')}
    </Badge>
  );
}

function NothingFound() {
  return (
    <>
      {t('No request matches.')} <Link to="/requests">{t('Show all')}</Link>
    </>
  );
}

function NothingAsked() {
  return (
    <>
      {t('The sandbox has not received any request yet. Query a mock order, for example:')}
      <Code label={t('Command')} copy>
        koo order get MOCKPERIODYEARNEW --site sandbox
      </Code>
    </>
  );
}

function shortened(text: string): string {
  const line = oneLine(text);
  return line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
}

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
