import type { ConfigurationPatch, SpecifiedUser } from '../../seller/contract.ts';
import type { Known } from '../../seller/rules/audience.ts';
import { type Fault, patchFaults, shown, userChangeFaults } from '../../seller/rules/rules.ts';
import { trialDays } from '../../seller/values.ts';
import { desiredOf } from './desired.ts';
import { mapUsers, type ProductDocument, type UserPlace, type UserSource, userPlaces } from './document.ts';
import { type DocumentFault, sourceOf } from './faults.ts';
import type { Tree } from './tree.ts';

type Path = DocumentFault['path'];

/**
 * Judges what a document wants by the rules of the seller configuration. What is not known is not judged.
 *
 * @param document users of files are judged where the files are read
 */
export function judgeDocument(
  document: ProductDocument<UserSource>,
  tree: Tree,
  known: Known,
): DocumentFault[] {
  const found = [
    ...patchFaults(wholePatch(document, known), known).map((fault) => moved(fault, documentPath(fault.path))),
    ...userPlaces(document).flatMap((place) => listFaults(place, known)),
    ...stockFaults(document, known),
  ];
  return found.map((fault) => ({ ...tree.locate(fault.path), ...fault }));
}

/** All that a document wants, whether it differs from what is there or not; without users. */
function wholePatch(document: ProductDocument<UserSource>, known: Known): ConfigurationPatch {
  const none: readonly SpecifiedUser[] = [];
  const {
    lists: _,
    trial,
    ...wanted
  } = desiredOf(
    mapUsers(document, () => none),
    known.configuration,
  );
  return { ...wanted, ...(trial && { trial: wholeTrials(trial, known) }) };
}

/** What a document leaves out of a trial stays; where it is not known what that is, it is not judged. */
function wholeTrials(
  trials: NonNullable<ReturnType<typeof desiredOf>['trial']>,
  { configuration }: Known,
): NonNullable<ConfigurationPatch['trial']> {
  return Object.fromEntries(
    Object.entries(trials).map(([code, trial]) => {
      const present =
        configuration?.trial && Object.hasOwn(configuration.trial, code)
          ? configuration.trial[code]
          : undefined;
      // A server tells all days that there are.
      const unknown = configuration?.version === undefined ? trialDays.min : Number.NaN;
      return [code, { days: unknown, open_to: 'all', ...present, ...trial }];
    }),
  );
}

function documentPath([section, level, ...rest]: Path): Path {
  if (section === undefined || level === undefined) return section === undefined ? [] : [section];
  return section === 'audience' && level === 'product' ? [section, ...rest] : [section, level, ...rest];
}

function listFaults({ ref, path, users }: UserPlace<UserSource>, { product }: Known): Placed[] {
  const add = Array.isArray(users) ? (users as readonly SpecifiedUser[]) : [];
  const faults = userChangeFaults({ ...ref, add, remove: [] }, product);
  return faults.map((fault) => moved(fault, userPath(fault.path, path)));
}

function userPath([part, index, field]: Path, list: readonly string[]): Path {
  if (part !== 'add' || index === undefined) return list.slice(0, list.lastIndexOf('users'));
  if (field === undefined) return [...list, index];
  return [...list, index, field === 'account_name' ? 'name' : 'id'];
}

type Placed = Omit<DocumentFault, 'line' | 'column'>;

function moved({ rule, severity, message, source }: Fault, path: Path): Placed {
  return { path, rule, severity, message, source };
}

function stockFaults({ stock }: ProductDocument<unknown>, { product, configuration }: Known): Placed[] {
  const warning = (rule: 'stock-read-only' | 'sku-unknown', path: Path, message: DocumentFault['message']) =>
    ({ path, rule, severity: 'warning', message, source: sourceOf(rule) }) as const;
  return Object.entries(stock ?? {}).flatMap(([code, { available }]) => {
    if (product && !product.skus.some(({ sku_code }) => sku_code === code)) {
      return warning('sku-unknown', ['stock', code], {
        en: `${product.product_id} has no specification ${shown(code)}`,
        zh: `商品 ${product.product_id} 没有规格 ${shown(code)}`,
      });
    }
    const present =
      configuration?.stock && Object.hasOwn(configuration.stock, code)
        ? configuration.stock[code]
        : undefined;
    if (present === undefined || present.available === available) return [];
    const delta = available - present.available;
    return warning('stock-read-only', ['stock', code, 'available'], {
      en: `stock is ${present.available}, which a document does not change; to change it: koo product stock add ${product?.product_id ?? 'ID'} --sku ${code} --delta ${delta} --note TEXT`,
      zh: `当前库存为 ${present.available}，配置文件不会修改库存；如需修改请执行：koo product stock add ${product?.product_id ?? 'ID'} --sku ${code} --delta ${delta} --note 说明`,
    });
  });
}
