import { apiCode } from '../../../codes/openapi.ts';
import { EarlierLinks, Filter, pageSize, rowBefore } from '../../../console/lists.tsx';
import type { Page } from '../../../console/model.ts';
import { Badge, Code, Field, Link, Section, Table, Time } from '../../../console/parts.tsx';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import {
  findRequests,
  isFailure,
  type LogEntry,
  type LogQuery,
  type NumberedEntry,
} from '../../api/log/log.ts';
import type { SandboxState } from '../shared/state.ts';

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
export function ResultBadge({ entry }: { readonly entry: LogEntry }) {
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
