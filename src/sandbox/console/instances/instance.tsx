import { missingView } from '../../../console/lists.tsx';
import type { Call, Done, FormCall, Page, View } from '../../../console/model.ts';
import { Section, Time } from '../../../console/parts.tsx';
import { KooError } from '../../../errors/koo-error.ts';
import { expiryOf, hasBegun, stateOf } from '../../../lifecycle/life.ts';
import { attempt } from '../../../text/attempt.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { withRehearsals } from '../../market/engine/rehearsal.ts';
import { bindingOf, tenantOf } from '../../market/kit/model.ts';
import { licenseEvents } from '../../market/life/licenses.ts';
import { overdueEnds } from '../../market/life/life-events.ts';
import { businessTime } from '../../market/model/context.ts';
import type { Due } from '../../market/model/journal.ts';
import type { Instance } from '../../market/model/model.ts';
import { findConnection, findInstance, instanceOf, orderOf } from '../../market/model/records.ts';
import { findBuyer } from '../../market/orders/buyers.ts';
import { connectedPrices } from '../../market/orders/catalogue.ts';
import { dueOfInstance } from '../../market/views/due.ts';
import { journalOf } from '../../market/views/listings.ts';
import type { Database } from '../../state/database.ts';
import { attributesOf, findProduct } from '../../state/products.ts';
import { readFormCommand } from '../shared/form-command.ts';
import { StateBadge } from '../shared/instance-parts.tsx';
import { describeOutcome, Running } from '../shared/job-outcome.tsx';
import type { Jobs } from '../shared/jobs.ts';
import type { SandboxState } from '../shared/state.ts';
import { fieldName } from './act-fields.tsx';
import { ActForms, type PricedAct } from './act-forms.tsx';
import { InstanceFacts, InstanceOrders, Licences, Organization } from './instance-details.tsx';
import { findUnseenPrice, listActOffers, readActForm } from './offers.ts';
import { type LifeTimes, Stages, stateMeaning } from './stages.tsx';
import { formatWait, type Moment, Timeline } from './timeline.tsx';
import { type ActFacts, offeredActs } from './variants.ts';

const maxEntries = 200;

/** An instance: its life on a time line, and what may happen next. */
export function instancePage({ database, now }: SandboxState, jobs: Jobs): Page {
  return { path: '/instances/:key', show: (call) => show(call), act: (call) => perform(call) };

  function show({ params, query }: Call, toConfirm?: PricedAct): View {
    const instance = namedInstance(database, params.key ?? '');
    if (!instance)
      return missingView({
        text: t('The sandbox has no such instance.'),
        to: '/instances',
        link: t('Show all'),
      });
    const time = businessTime(database, now());
    const facts = readActFacts(database, instance);
    const offers = withRehearsals(database, time, (rehearse) => listActOffers(facts, rehearse));
    const isAll = query.has('all');
    const entries = journalOf(database, instance.key, isAll ? -1 : maxEntries);
    const isShortened = !isAll && entries.length === maxEntries;
    const due = dueOfInstance(database, instance);
    const changedAt = entries.findLast(({ type }) => type === 'state')?.at;
    const times = { ...findTimes(database, instance), changedAt };
    const product = findProduct(database, instance.product)?.product;
    const skus = Object.fromEntries(product?.skus.map(({ sku_code, name }) => [sku_code, name]) ?? []);
    const buyer = findBuyer(database, instance.buyer)?.name ?? instance.buyer;
    const subject = [product && localize(product.name), skus[instance.sku], buyer];
    return {
      title: oneLine(instanceTitle(instance)),
      body: (
        <>
          <Running job={jobs.of(`/instances/${instance.key}`)} />
          <p class="lead">
            <span class="subject">{subject.filter((part) => part !== undefined).join(' · ')}</span>
            <StateBadge state={stateOf(instance.life).name} /> {stateMeaning(instance)}{' '}
            {describeNext(due, time)}
          </p>
          <Stages instance={instance} times={times} />
          <Section title={t('What may happen next')}>
            <ActForms offers={offers} skus={skus} toConfirm={toConfirm} />
          </Section>
          <div class="grid">
            <Section title={t('Time line')}>
              <Timeline
                entries={entries}
                due={due}
                expected={listExpected(instance, times, due)}
                now={time.getTime()}
                earlier={isShortened ? `/instances/${instance.key}?all=1` : undefined}
              />
            </Section>
            <div>
              <InstanceFacts database={database} instance={instance} times={times} />
              <InstanceOrders database={database} instance={instance} />
              <Organization database={database} instance={instance} />
              <Licences database={database} instance={instance} />
            </div>
          </div>
        </>
      ),
    };
  }

  async function perform(call: FormCall): Promise<Done | View> {
    const { params, form, path } = call;
    const instance = namedInstance(database, params.key ?? '');
    const act = offeredActs.find(({ name }) => name === form.get('act'));
    if (!instance || !act)
      return { to: path, said: both('Nothing was done: the page was not up to date.'), tone: 'warn' };
    const text = (name: string) => form.get(fieldName(act.name, name))?.trim();
    const facts = readActFacts(database, instance);
    const command = readFormCommand(readActForm(act, facts.name, text));
    const seen = { prices: text('prices')?.split(' ') ?? [], confirmed: text('price') };
    const amount = withRehearsals(database, businessTime(database, now()), (rehearse) =>
      findUnseenPrice(act, command, seen, facts, rehearse),
    );
    if (amount !== undefined) return show(call, { command, amount });
    return describeOutcome(await jobs.run(`/instances/${instance.key}`, command));
  }
}

/** Finds an instance by its number in the state, or by a name as commands take it. */
function namedInstance(database: Database, text: string): Instance | undefined {
  const isKey = /^[1-9]\d{0,14}$/.test(text);
  const row = isKey ? database.prepare('SELECT 1 FROM market_instances WHERE key = ?').get(text) : undefined;
  if (row) return instanceOf(database, Number(text));
  try {
    return findInstance(database, text);
  } catch (error) {
    if (error instanceof KooError && error.facts.code === 'UNKNOWN_INSTANCE') return undefined;
    throw error;
  }
}

function instanceTitle({ instanceId, license, life }: Instance): string {
  return instanceId ?? license ?? life.purchase.line;
}

/** Returns the name for commands: the usual one, unless another instance has it as well. */
function findCommandName(database: Database, instance: Instance): string {
  const { key, life, resource } = instance;
  const names = [instanceTitle(instance), life.purchase.line, resource];
  return (
    names.find((name) => {
      return attempt(() => findInstance(database, name).key === key) ?? false;
    }) ?? resource
  );
}

function findTimes(database: Database, instance: Instance): LifeTimes {
  const { life, overdueSince } = instance;
  const orderedAt = orderOf(database, life.purchase.id)?.createdAt ?? life.completedAt ?? 0;
  if (life.stage === 'failed') return { orderedAt };
  const expiry = hasBegun(life) ? expiryOf(life) : undefined;
  const since = overdueSince ?? expiry;
  const isOver = life.stage === 'released' && life.overdue === undefined;
  if (since === undefined || isOver) return { orderedAt, expiry };
  const { grace, retention } = overdueEnds(database, instance, since);
  return { orderedAt, expiry: expiry ?? since, graceEnd: grace, retentionEnd: retention };
}

/** Returns what follows from the expiry and is not scheduled before it. */
function listExpected({ life }: Instance, times: LifeTimes, due: readonly Due[]): readonly Moment[] {
  const { graceEnd, retentionEnd } = times;
  if (life.stage !== 'live' || retentionEnd === undefined || graceEnd === undefined) return [];
  const isFrozen = life.overdue !== undefined && life.frozenFor.includes(life.overdue);
  const isDue = (type: Due['type']) => due.some((one) => one.type === type);
  const moment = (at: number, text: string): Moment => ({
    at,
    tone: 'idle',
    body: <span class="faint">{text}</span>,
  });
  return [
    ...(isFrozen || isDue('end-grace')
      ? []
      : [moment(graceEnd, t('Frozen, unless it is renewed or paid before'))]),
    ...(isDue('end-retention')
      ? []
      : [moment(retentionEnd, t('Released, unless it is renewed or paid before'))]),
  ];
}

function describeNext([next]: readonly Due[], now: Date) {
  if (!next) return null;
  return (
    <>
      {t('Next: {text}', { text: next.text })} <Time at={next.at} />{' '}
      <span class="faint">({formatWait(Date.parse(next.at) - now.getTime())})</span>
    </>
  );
}

function readActFacts(database: Database, instance: Instance): ActFacts {
  const { product, key, sku } = instance;
  const connection = findConnection(database, product);
  const stored = findProduct(database, product);
  const code = stored?.product.skus.find(({ sku_code }) => sku_code === sku)?.quantity_attribute;
  const attribute = stored && attributesOf(database, stored.seller).find((one) => one.code === code);
  const binding = bindingOf(database, key);
  return {
    instance,
    name: findCommandName(database, instance),
    prices: connection && stored ? connectedPrices(database, connection) : [],
    binding,
    organization: binding && tenantOf(database, binding.tenant).name,
    events: licenseEvents(database, key).map(({ id }) => id),
    step: attribute?.type === 'quantity' ? attribute.step : 1,
  };
}
