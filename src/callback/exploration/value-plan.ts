import type { Field } from '../protocols/model.ts';
import { coveringRows, type ValueClass, valueClasses, valuesWith } from './classes.ts';
import { type KitCommand, kitEvents, writeKitLife } from './kit.ts';
import { writeLife } from './life/write.ts';
import { choose, type Plan, type PlannedLife, type Random } from './plan.ts';
import { type Command, possibleEvents, type World } from './scenario/commands.ts';
import type { ScenarioStep } from './scenario/scenario.ts';

/** All orders of a life have ids of the full length. */
const longOrders = { hasLongOrders: true } as const;

/** An event of the ordinary life, or a value in it. */
type Gene = Command | KitCommand | ValueClass | typeof longOrders;

/** Lives of one instance with events in ordinary order, which contain each class of each parameter. */
export function valuePlan(world: World): Plan<Gene> {
  const commands = world.protocol.keyClass === 'kit' ? ordinaryKitLife(world) : ordinaryLife(world);
  const made = new Set(baseSteps(world, commands).map(({ activity }) => activity));
  const byActivity = world.protocol.activities.flatMap((activity) => {
    const samples = world.samples[activity.name];
    return samples && made.has(activity.name) ? [valueClasses(activity, { sale: world.sale, samples })] : [];
  });
  const rows = byActivity.map(coveringRows);
  const names = world.protocol.activities
    .filter(({ name }) => made.has(name))
    .map(({ request }) => namesIn(request));
  const isCommon = (name: string) => names.filter((one) => one.includes(name)).length > 1;
  // A call that may be refused ends its life, and what other calls say as well must agree; the others share theirs.
  const isAlone = (row: readonly ValueClass[]) =>
    row.some(({ open, field }) => open || isCommon(field.replace(/^.*\./, '')));
  const alone = rows.flat().filter(isAlone);
  const shared = rows.map((list) => list.filter((row) => !isAlone(row)));
  const most = Math.max(0, ...shared.map((list) => list.length));
  const together = Array.from({ length: most }, (_, index) => shared.flatMap((list) => list[index] ?? []));
  const life = (classes: readonly ValueClass[]): PlannedLife<Gene> => ({
    genes: [...commands, ...classes],
    covers: classes.map(nameOf),
  });
  const long = world.hasLines && world.protocol.keyClass !== 'kit' ? [lifeOfLongOrders(world)] : [];
  return {
    lives: [...[...together, ...alone].map(life), ...long],
    targets: new Set([...byActivity.flat().map(nameOf), ...long.flatMap(({ covers }) => covers)]),
    isConcurrent: !world.isReused && world.kitInstances.every((id) => id.startsWith('$')),
    write: (genes) => writeValues(world, genes),
    draw: (random) => [...commands, ...byActivity.flatMap((classes) => drawClasses(random, classes))],
  };
}

/** Two instances whose orders differ in the last character. */
function lifeOfLongOrders(world: World): PlannedLife<Gene> {
  const purchases = (['buy', 'again'] as const).flatMap((event) =>
    [1, 2].map((instance) => ({ instance, event })),
  );
  const genes = [longOrders, ...purchases, ...ordinaryLife(world).slice(1)];
  const named = writeValues(world, genes).filter(({ values }) => values?.orderId !== undefined);
  return { genes, covers: [...new Set(named.map(({ activity }) => `${activity} orderId longest`))] };
}

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
    hasOpen ||= drawn.open === true;
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
  const possible = possibleEvents(world);
  return ['buy' as const, ...ordinaryEvents.filter((event) => possible.includes(event))].map((event) => ({
    instance: 1,
    event,
  }));
}

function ordinaryKitLife(world: World): readonly KitCommand[] {
  return kitEvents(world).map((event) => ({ organisation: 1, event, member: 1 }));
}

function baseSteps(world: World, genes: readonly Gene[]): readonly ScenarioStep[] {
  return world.protocol.keyClass === 'kit'
    ? writeKitLife(
        world,
        genes.filter((gene) => 'organisation' in gene),
      )
    : writeLife(
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
  if (!genes.includes(longOrders)) return steps.slice(0, steps.findLastIndex(({ drawn }) => drawn) + 1);
  const text = JSON.stringify(steps).replace(/\$\{(order|orderLine):o/g, '${$1:long');
  return JSON.parse(text);
}

/** A licence within the term that the server has granted is not outside the order (000901). The device is optional. */
const withinTerm: Readonly<Record<string, ScenarioStep['expect']>> = {
  getLicenseAsync: { result: ['success', '000900', '000903'] },
};

/** Lays the values over the first call of each activity. */
function layOver(
  { protocol, samples }: World,
  steps: readonly ScenarioStep[],
  values: ReadonlyMap<string, readonly ValueClass[]>,
): readonly ScenarioStep[] {
  const seen = new Set<string>();
  return steps.map((step): ScenarioStep => {
    const classes = seen.has(step.activity) ? [] : (values.get(step.activity) ?? []);
    seen.add(step.activity);
    const activity = protocol.activities.find(({ name }) => name === step.activity);
    if (classes.length === 0 || !activity) return step;
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
