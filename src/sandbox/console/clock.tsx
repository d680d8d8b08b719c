import type { Child } from 'hono/jsx';
import type { Page } from '../../console/model.ts';
import { Button, CommandBlock, Facts, Link, OwnForm, Section, Table, Time } from '../../console/parts.tsx';
import type { JsonObject } from '../../text/json.ts';
import { both, localize, t } from '../../text/translate.ts';
import { acts } from '../acts/acts.ts';
import { commandLine } from '../acts/command-line.ts';
import { businessTime, readClock } from '../market/model/context.ts';
import type { Entry } from '../market/model/journal.ts';
import { dueWithKeys } from '../market/views/due.ts';
import { instanceName } from '../market/views/listings.ts';
import type { Database } from '../state/database.ts';
import { EntryText, formatWait } from './instances/timeline.tsx';
import { ActInput } from './shared/act-input.tsx';
import { readFormCommand, readText } from './shared/form-command.ts';
import { InstanceLink } from './shared/instance-parts.tsx';
import { describeOutcome, Running } from './shared/job-outcome.tsx';
import type { Job, Jobs } from './shared/jobs.ts';
import type { SandboxState } from './shared/state.ts';

const place = '/clock';
const maxDue = 50;
const maxFired = 200;

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
                    [t('On the way to'), target === undefined ? undefined : <Time at={target} />],
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
      return describeOutcome(await jobs.run(place, readFormCommand(readClockForm(form))));
    },
  };
}

/** @throws KooError (usage, `INVALID_TIME`) */
function readClockForm(form: URLSearchParams): JsonObject & { readonly do: 'clock' } {
  const what = form.get('do') ?? '';
  if (what === 'next') return { do: 'clock', next: true };
  if (what === 'real' || what === 'virtual') return { do: 'clock', mode: what };
  const name = what === 'to' || what === 'seed' ? what : 'advance';
  const text = form.get(name) ?? form.get('by') ?? '';
  return { do: 'clock', [name]: readText(acts.clock.fields[name], text.trim()) as string | number };
}

function ModeForm({ isVirtual, seed }: { readonly isVirtual: boolean; readonly seed: number | undefined }) {
  return (
    <OwnForm label={t('Kind of clock')}>
      <div class="row">
        <ActInput act={acts.clock} name="seed" value={seed === undefined ? undefined : String(seed)} />
        <div class="field">
          <Button name="do" value="seed" kind="quiet" label={t('Set the seed')} />
        </div>
      </div>
      <Button
        name="do"
        value={isVirtual ? 'real' : 'virtual'}
        kind="quiet"
        label={isVirtual ? t('Switch to the real clock') : t('Switch to a virtual clock')}
      />
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
          <Button name="do" value="next" label={t('To what is due next')} />
          {steps.map(([value, label]) => (
            <Button name="by" value={value} kind="quiet" label={label} />
          ))}
        </p>
      </OwnForm>
      <OwnForm label={t('Advance by')} class="row">
        <ActInput act={acts.clock} name="advance" />
        <div class="field">
          <Button kind="quiet" label={t('Advance')} />
        </div>
      </OwnForm>
      <OwnForm label={t('Advance to')} class="row">
        <ActInput act={acts.clock} name="to" />
        <div class="field">
          <Button name="do" value="to" kind="quiet" label={t('Advance')} />
        </div>
      </OwnForm>
      <CommandBlock line={commandLine({ do: 'clock', next: true })} />
    </>
  );
}

function DueList({ database, now }: { readonly database: Database; readonly now: number }) {
  return (
    <Section title={t('Due next')}>
      <Table
        rows={dueWithKeys(database, maxDue)}
        empty={
          <>
            {t('Nothing is due.')} <Link to="/buy">{t('Buy a product')}</Link>
          </>
        }
        columns={[
          { title: t('Time'), cell: ({ due }) => <Time at={due.at} /> },
          { title: t('From now'), cell: ({ due }) => formatWait(Date.parse(due.at) - now) },
          { title: t('What'), cell: ({ due }) => localize(due.text) },
          { title: t('Instance'), cell: ({ due, key }) => linkInstance(database, key, due.instance) },
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
        rows={shown}
        empty={t('Nothing was due.')}
        columns={[
          { title: t('Time'), cell: ({ at }) => <Time at={at} /> },
          { title: t('What'), cell: (entry) => <EntryText entry={entry} /> },
          { title: t('Instance'), cell: ({ instance }) => linkInstance(database, instance) },
        ]}
      />
    </Section>
  );
}

function linkInstance(database: Database, instance: number | undefined, name?: string): Child {
  if (instance === undefined) return '–';
  return <InstanceLink instance={instance} name={name ?? instanceName(database, instance) ?? ''} />;
}
