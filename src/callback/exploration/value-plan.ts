import type { JsonValue } from '../../text/json.ts';
import type { Activity, Field } from '../protocols/model.ts';
import { coveringRows, type ValueClass, valueClasses, valuesWith } from './classes.ts';
import { type KitCommand, kitEvents, membersOf, writeKitLife } from './kit.ts';
import { writeLife } from './life/write.ts';
import { choose, type Plan, type PlannedLife, type Random } from './plan.ts';
import { type Command, type EventName, possibleEvents, type World } from './scenario/commands.ts';
import type { ScenarioStep } from './scenario/scenario.ts';
import { likenesses } from './similar-ids.ts';

/** All steps of a life are changed. */
interface Rewriting {
  readonly rewrite: (steps: readonly ScenarioStep[]) => readonly ScenarioStep[];
}

/** An event of the ordinary life, or a value in it. */
type Gene = Command | KitCommand | ValueClass | Rewriting;

/** Lives with events in ordinary order, which contain each class of each parameter. */
export function valuePlan(world: World): Plan<Gene> {
  const isKit = world.protocol.keyClass === 'kit';
  const commands = isKit ? ordinaryKitLife(world) : ordinaryLife(world);
  const made = new Set(baseSteps(world, commands).map(({ activity }) => activity));
  const { activities } = world.protocol;
  const byActivity = activities.flatMap((activity) => {
    const samples = world.samples[activity.name];
    return samples && made.has(activity.name) ? [valueClasses(activity, { sale: world.sale, samples })] : [];
  });
  const rows = byActivity.map(coveringRows);
  const names = activities.filter(({ name }) => made.has(name)).map(({ request }) => namesIn(request));
  // What other calls say as well must agree.
  const isOwn = ({ field }: ValueClass) =>
    names.filter((one) => one.includes(field.replace(/^.*\./, ''))).length === 1;
  // A call that may be refused ends its life; the others share theirs.
  const isAlone = (row: readonly ValueClass[]) => row.some((one) => one.open || !isOwn(one));
  const alone = rows.flat().filter(isAlone);
  const shared = rows.map((list) => list.filter((row) => !isAlone(row)));
  const most = Math.max(0, ...shared.map((list) => list.length));
  const together = Array.from({ length: most }, (_, index) => shared.flatMap((list) => list[index] ?? []));
  // The release repeats values of the purchase. A renewal may end before the time that the purchase has been given.
  const brief: readonly Gene[] = [
    { instance: 1, event: 'buy' },
    ...happen(world, 1, ['unsubscribe', 'close']),
  ];
  const life = (classes: readonly ValueClass[]): PlannedLife<Gene> => ({
    genes: [...(classes.every(({ activity }) => activity === 'newInstance') ? brief : commands), ...classes],
    covers: classes.map(nameOf),
  });
  const special = [
    ...livesOfSimilarIds(world),
    ...(world.protocol.keyClass === 'kit' ? livesOfOrganisations(world) : []),
  ];
  return {
    lives: [...[...together, ...alone].map(life), ...special],
    targets: new Set([...byActivity.flat().map(nameOf), ...special.flatMap(({ covers }) => covers)]),
    isConcurrent: !world.isReused && world.kitInstances.every((id) => id.startsWith('$')),
    write: (genes) => writeValues(world, genes),
    draw: (random) => [
      ...commands,
      ...byActivity.flatMap((classes) => drawClasses(random, classes.filter(isOwn))),
    ],
  };
}

/** Several instances or organisations whose ids resemble each other. */
function livesOfSimilarIds(world: World): readonly PlannedLife<Gene>[] {
  const isKit = world.protocol.keyClass === 'kit';
  if (!isKit && world.isReused) return [];
  // The first two instances of a pay-per-use order are its lines.
  const instances = world.sale === 'on-demand' ? [1, 2, 3] : [1, 2];
  const purchases = (['buy', 'again'] as const).flatMap((event) =>
    instances.map((instance) => ({ instance, event })),
  );
  const commands = isKit ? crowdedKitLife(world) : [...purchases, ...ordinaryLife(world).slice(1)];
  return Object.entries(likenesses).flatMap(([form, { isDoubtful }]) => {
    const rewrite: Rewriting['rewrite'] = (steps) => {
      const text = JSON.stringify(steps)
        .replace(/\$\{(order|orderLine):o/g, `$\{$1:${form}`)
        .replace(/\$\{id:i(?=\d\})/g, `$\{id:${form}1`);
      const members = /\$\{id:(?:t)(?<tenant>\d)\}|\bD(?<department>\d)\b|koo-user-(?<user>\d)/g;
      return JSON.parse(isKit ? text.replace(members, `$\{id:${form}$<tenant>$<department>$<user>}`) : text);
    };
    const genes = [{ rewrite }, ...commands];
    const named = writeValues(world, genes).filter(({ values }) => isKit || values?.orderId !== undefined);
    const covers = [...new Set(named.map(({ activity }) => `${activity} ids ${form}`))];
    const hasNoLines = isKit || world.protocol.id === 'v1';
    return form === 'joined' && hasNoLines ? [] : { genes, covers, ...(isDoubtful && { isDoubtful }) };
  });
}

/** Organisations without an instance, full lists of any length, and a list of users that is right the second time. */
function livesOfOrganisations(world: World): readonly PlannedLife<Gene>[] {
  const kit = (organisation: number, event: KitCommand['event'], member = 1) => ({
    organisation,
    event,
    member,
  });
  const known = new Set<string>(kitEvents(world));
  const life = (commands: readonly KitCommand[], ...others: readonly Rewriting[]): PlannedLife<Gene> => ({
    genes: [...others, ...commands.filter(({ event }) => known.has(event))],
    covers: [],
  });
  const doubtful = [
    ...[0, 1000].map((count) =>
      life([
        kit(1, 'tenant'),
        { ...kit(1, 'departments'), count },
        kit(1, 'departments'),
        kit(1, 'department'),
      ]),
    ),
    ...(world.supported.has('TENANT-CONSOLE') && world.kitInstances.length > 1
      ? [
          life(
            [kit(1, 'tenant'), kit(2, 'tenant'), kit(1, 'delete-tenant'), kit(2, 'tenant')],
            withoutInstance,
          ),
        ]
      : []),
  ];
  const users = [kit(1, 'tenant'), kit(1, 'user', 3), kit(1, 'user', 3)];
  return [life(users, withoutUserName), ...doubtful.map((one) => ({ ...one, isDoubtful: true as const }))];
}

function ofPurchase({ request }: Activity): readonly string[] {
  return request.flatMap((field) => (field.ofPurchase ? field.name : []));
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html */
const withoutInstance: Rewriting = {
  rewrite: (steps) =>
    steps.map((step) => ({ ...step, values: { ...step.values, instanceId: '', orderId: '' } })),
};

/** The second user of the first list lacks its name. Whatever the server answers, all users can be added afterwards. */
const withoutUserName: Rewriting = {
  rewrite: (steps) => {
    const first = steps.findIndex(({ activity }) => activity === 'authSync');
    const rewritten = (step: ScenarioStep): ScenarioStep => ({
      ...step,
      values: JSON.parse(JSON.stringify(step.values).replace('koo-user-2', '')),
      expect: { result: ['authenticated'] },
    });
    return steps.map((step, index) => (index === first ? rewritten(step) : step));
  },
};

function namesIn(fields: readonly Field[]): readonly string[] {
  return fields.flatMap(({ name, fields: inner = [] }) => [name, ...namesIn(inner)]);
}

function nameOf({ activity, field, label }: ValueClass): string {
  return `${activity} ${field} ${label.en}`;
}

/** One class for half of the parameters; only one that may be refused. */
function drawClasses(random: Random, classes: readonly ValueClass[]): readonly ValueClass[] {
  let hasOpen = false;
  return [...Map.groupBy(classes, ({ field }) => field).values()].flatMap(([first, ...others]) => {
    const drawn = first && random() < 0.5 ? choose(random, [first, ...others]) : undefined;
    if (!drawn || (drawn.open && hasOpen)) return [];
    hasOpen ||= drawn.open !== undefined;
    return drawn;
  });
}

const ordinaryEvents = [
  'renew',
  'change',
  'upgrade',
  'license',
  'violate',
  'lift',
  'unsubscribe',
  'close',
] as const;

function ordinaryLife(world: World): readonly Command[] {
  // A renewed instance is not unsubscribed.
  const others = [...happen(world, 2, ['unsubscribe']), ...happen(world, 3, ['expire', 'retain'])];
  const own = [{ instance: 1, event: 'buy' as const }, ...happen(world, 1, ordinaryEvents)];
  return world.isReused ? own : [...own, ...others];
}

function happen(world: World, instance: number, names: readonly EventName[]): readonly Command[] {
  const possible = possibleEvents(world);
  return names.filter((event) => possible.includes(event)).map((event) => ({ instance, event }));
}

function ordinaryKitLife(world: World): readonly KitCommand[] {
  return kitEvents(world).map((event) => ({ organisation: 1, event, member: 1 }));
}

/** Two organisations with two departments and users each. */
function crowdedKitLife(world: World): readonly KitCommand[] {
  return kitEvents(world).flatMap((event) =>
    world.kitInstances.flatMap((_id, index) =>
      membersOf(event)
        .filter((member) => member < 3)
        .map((member) => ({ organisation: index + 1, event, member })),
    ),
  );
}

function baseSteps(world: World, genes: readonly Gene[]): readonly ScenarioStep[] {
  const ofKit = genes.filter((gene) => 'organisation' in gene);
  if (world.protocol.keyClass === 'kit') return writeKitLife(world, ofKit);
  return writeLife(
    world,
    genes.filter((gene) => 'instance' in gene),
  );
}

/** The steps of a life up to the last one that has values of its own. */
function writeValues(world: World, genes: readonly Gene[]): readonly ScenarioStep[] {
  const classes = genes.filter((gene) => 'field' in gene);
  const steps = layOver(
    world,
    baseSteps(world, genes),
    Map.groupBy(classes, ({ activity }) => activity),
  );
  if (classes.length > 0) return steps.slice(0, steps.findLastIndex(({ drawn }) => drawn) + 1);
  return genes.reduce((written, gene) => ('rewrite' in gene ? gene.rewrite(written) : written), steps);
}

/** A licence within the term that the server has granted is not outside the order (000901). The device is optional. */
const withinTerm: Readonly<Record<string, ScenarioStep['expect']>> = {
  getLicenseAsync: { result: ['success', '000900', '000903'] },
};

/** Lays the values over the first call of each activity, and those of a purchase over the calls that repeat them. */
function layOver(
  { protocol, samples }: World,
  steps: readonly ScenarioStep[],
  values: ReadonlyMap<string, readonly ValueClass[]>,
): readonly ScenarioStep[] {
  const seen = new Set<string>();
  const bought = new Map<JsonValue | undefined, readonly ValueClass[]>();
  return steps.map((step): ScenarioStep => {
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    if (!activity) return step;
    const own = seen.has(activity.name) ? [] : (values.get(activity.name) ?? []);
    seen.add(activity.name);
    if (step.id !== undefined) bought.set(`\${${step.id}.instanceId}`, own);
    const isKept = ({ field }: ValueClass) => ofPurchase(activity).includes(field);
    const classes = [...own, ...(bought.get(step.values?.instanceId) ?? []).filter(isKept)];
    if (classes.length === 0) return step;
    const all = Object.entries(valuesWith(activity, samples[activity.name] ?? {}, classes));
    const given = all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const omitted = all.flatMap(([name, value]) => (value === undefined ? [name] : []));
    return {
      ...step,
      values: { ...step.values, ...Object.fromEntries(given) },
      ...(omitted.length > 0 && { omit: omitted }),
      expect: classes.some(({ open }) => open)
        ? { result: ['handled'] }
        : (withinTerm[step.activity] ?? step.expect),
      drawn: classes,
    };
  });
}
