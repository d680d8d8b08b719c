import type { Page } from '../../console/model.ts';
import { Button, Code, Facts, Field, Link, OwnForm, Section, Table, Time } from '../../console/parts.tsx';
import { usageError } from '../../errors/koo-error.ts';
import { parseDuration } from '../../text/duration.ts';
import type { JsonObject } from '../../text/json.ts';
import { both, localize, t } from '../../text/translate.ts';
import { commandLine } from '../acts/command-line.ts';
import { businessTime, readClock } from '../market/model/context.ts';
import type { Entry } from '../market/model/journal.ts';
import { dueWithKeys } from '../market/views/due.ts';
import { instanceName } from '../market/views/listings.ts';
import type { Database } from '../state/database.ts';
import { EntryText, spanText } from './instances/timeline.tsx';
import { numberOf, readFormCommand } from './shared/form-command.ts';
import type { Job, Jobs } from './shared/jobs.ts';
import { outcomeOf } from './shared/outcome.ts';
import { Running } from './shared/running.tsx';
import type { SandboxState } from './shared/state.ts';

const place = '/clock';
const maxDue = 50;
/** Most entries of an advance that are shown. */
const maxFired = 200;

/** The business clock: what it shows, what is due, and how to move it. */
export function clockPage({ database, now }: SandboxState, jobs: Jobs): Page {
  return {
    path: place,
    nav: both('Clock'),
    show() {
      const clock = readClock(database);
      const time = businessTime(database, now());
      const job = jobs.of(place);
      const { mode, seed, target } = clock;
      return {
        title: t('Business clock'),
        body: (
          <>
            <Running job={job} canStop />
            <div class="grid">
              <Section title={t('Now')}>
                <Facts
                  items={[
                    [t('Time in Beijing'), <Time at={time} />],
                    [
                      t('Clock'),
                      mode === 'virtual'
                        ? t('Virtual: it stands still until it is moved')
                        : t('Real: it goes on by itself'),
                    ],
                    ...(target === undefined ? [] : [[t('On the way to'), <Time at={target} />] as const]),
                  ]}
                />
                <ModeForm isVirtual={mode === 'virtual'} seed={seed} />
              </Section>
              <Section title={t('Move on')}>
                <AdvanceForm isVirtual={mode === 'virtual'} />
              </Section>
            </div>
            <DueList database={database} now={time.getTime()} />
            {job && <Fired database={database} job={job} />}
          </>
        ),
      };
    },
    async act({ form }) {
      if (form.get('do') === 'stop') {
        jobs.stop(place);
        return { said: both('The clock stops after the exchange under way.'), tone: 'idle' };
      }
      const command = readFormCommand(commandOf(form));
      return outcomeOf(await jobs.run(place, command), command);
    },
  };
}

/** @throws KooError (usage, `INVALID_TIME`) */
function commandOf(form: URLSearchParams): JsonObject & { readonly do: 'clock' } {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  switch (form.get('do')) {
    case 'next':
      return { do: 'clock', next: true };
    case 'to':
      return { do: 'clock', to: timeOf(text('to') ?? '') };
    case 'real':
      return { do: 'clock', mode: 'real' };
    case 'virtual':
      return { do: 'clock', mode: 'virtual' };
    case 'seed':
      return { do: 'clock', seed: numberOf(text('seed') ?? '') ?? '' };
    default: {
      const asked = text('by') ?? text('advance') ?? '';
      const advance = parseDuration(asked);
      if (advance !== undefined) return { do: 'clock', advance };
      throw usageError(
        'INVALID_TIME',
        both('"{text}" is no duration', { text: asked }),
        both('Write 30d, 12h, 90m or 1d12h.'),
      );
    }
  }
}

/** The time of a field, which is in Beijing. */
function timeOf(text: string): string {
  const date = new Date(`${text}+08:00`);
  const isForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) && !Number.isNaN(date.getTime());
  // 31 February would be a day in March.
  const inBeijing = isForm ? new Date(date.getTime() + 8 * 3_600_000).toISOString() : '';
  if (isForm && inBeijing.startsWith(text.slice(0, 10))) return date.toISOString();
  throw usageError('INVALID_TIME', both('"{text}" is no time', { text }), both('Choose a day and a time.'));
}

function ModeForm({ isVirtual, seed }: { readonly isVirtual: boolean; readonly seed: number | undefined }) {
  return (
    <OwnForm label={t('Kind of clock')}>
      <div class="row">
        <Field
          name="seed"
          type="number"
          label={t('Seed')}
          value={seed === undefined ? undefined : String(seed)}
          hint={t('With a seed, order IDs are the same in every run.')}
        />
        <div class="field">
          <Button name="do" value="seed" kind="quiet">
            {t('Set the seed')}
          </Button>
        </div>
      </div>
      {isVirtual ? (
        <Button name="do" value="real" kind="quiet">
          {t('Switch to the real clock')}
        </Button>
      ) : (
        <Button name="do" value="virtual" kind="quiet">
          {t('Switch to a virtual clock')}
        </Button>
      )}
    </OwnForm>
  );
}

function AdvanceForm({ isVirtual }: { readonly isVirtual: boolean }) {
  const steps = [
    ['1h', t('An hour')],
    ['1d', t('A day')],
    ['30d', t('30 days')],
    ['366d', t('366 days')],
  ] as const;
  return (
    <>
      {!isVirtual && <p class="hint">{t('A clock that is moved becomes a virtual one.')}</p>}
      <OwnForm label={t('Advance')}>
        <p class="row">
          <Button name="do" value="next" kind="main">
            {t('To what is due next')}
          </Button>
          {steps.map(([value, label]) => (
            <Button name="by" value={value} kind="quiet">
              {label}
            </Button>
          ))}
        </p>
      </OwnForm>
      <OwnForm label={t('Advance by')} class="row">
        <Field name="advance" label={t('By')} hint="30d, 12h, 90m, 1d12h" />
        <div class="field">
          <Button kind="quiet">{t('Advance')}</Button>
        </div>
      </OwnForm>
      <OwnForm label={t('Advance to')} class="row">
        <Field name="to" type="datetime-local" label={t('To, in Beijing')} />
        <div class="field">
          <Button name="do" value="to" kind="quiet">
            {t('Advance')}
          </Button>
        </div>
      </OwnForm>
      <Code label={t('Command')} copy>
        {commandLine({ do: 'clock', next: true })}
      </Code>
    </>
  );
}

function DueList({ database, now }: { readonly database: Database; readonly now: number }) {
  return (
    <Section title={t('Due next')}>
      <Table
        caption={t('Due next')}
        rows={dueWithKeys(database, maxDue)}
        empty={
          <>
            {t('Nothing is due.')} <Link to="/buy">{t('Buy a product')}</Link>
          </>
        }
        columns={[
          { title: t('Time'), cell: ({ due }) => <Time at={due.at} /> },
          { title: t('From now'), cell: ({ due }) => spanText(Date.parse(due.at) - now) },
          { title: t('What'), cell: ({ due }) => localize(due.text) },
          {
            title: t('Instance'),
            cell: ({ due, key }) => <InstanceLink database={database} instance={key} name={due.instance} />,
          },
        ]}
      />
    </Section>
  );
}

function Fired({ database, job }: { readonly database: Database; readonly job: Job }) {
  const shown = job.entries.slice(-maxFired);
  return (
    <Section title={t('What happened on the way')}>
      {job.count > shown.length && (
        <p class="hint">{t('The latest {shown} of {count}', { shown: shown.length, count: job.count })}</p>
      )}
      <Table<Entry>
        caption={t('What happened on the way')}
        rows={shown}
        empty={t('Nothing was due.')}
        columns={[
          { title: t('Time'), cell: ({ at }) => <Time at={at} /> },
          { title: t('What'), cell: (entry) => <EntryText entry={entry} /> },
          {
            title: t('Instance'),
            cell: ({ instance }) => <InstanceLink database={database} instance={instance} />,
          },
        ]}
      />
    </Section>
  );
}

interface InstanceLinkProps {
  readonly database: Database;
  readonly instance: number | undefined;
  readonly name?: string | undefined;
}

function InstanceLink({ database, instance, name }: InstanceLinkProps) {
  if (instance === undefined) return <>–</>;
  return (
    <Link to={`/instances/${instance}`}>
      <code>{name ?? instanceName(database, instance)}</code>
    </Link>
  );
}
