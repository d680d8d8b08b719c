import { KooError } from '../../errors/koo-error.ts';
import { joined, joinSentences, type Localized } from '../../text/localized.ts';
import { sourcesText } from '../../text/source-words.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { Fault, RuleId } from '../rules/rules.ts';

/** The flag or argument that gives a value, by the last name of its path in the contract. */
const inputs: Readonly<Record<string, string>> = {
  cash_coupon: '--cash-coupon',
  credit_line: '--credit-line',
  type: 'TYPE',
  associated: '--associated',
  sku_code: '--sku',
  delta: '--delta',
  note: '--note',
  days: '--days',
  open_to: '--open-to',
  max_quantity: '--max',
  again_after_expiry: '--again-after-expiry',
  code: 'CODE',
  values: '--values',
  min: '--min',
  max: '--max',
  step: '--step',
  en: '--name-en',
  zh: '--name-zh',
};

/** The names in {@link inputs} of an attribute that differ. */
const attributeInputs: Readonly<Record<string, string>> = { ...inputs, type: '--type' };

/** What on the command line gives a value of the contract; nothing for the product, which the message names. */
function inputName(path: Fault['path'], attribute = false): string | undefined {
  const last = path.filter((part) => typeof part === 'string').at(-1);
  const names = attribute ? attributeInputs : inputs;
  const known = last !== undefined && Object.hasOwn(names, last) ? names[last] : undefined;
  if (known !== undefined) return known;
  // A key of a section is a specification, or the product.
  return last === undefined || last === '*' ? undefined : '--sku';
}

/**
 * Passes when no rule is broken; warnings are only printed.
 *
 * @param attribute the values are those of an attribute
 * @throws KooError (usage, `RULE_BROKEN`) with each input, its error, the rule and its source
 */
export function assertRules(
  faults: readonly Fault[],
  notice: (text: Localized) => void,
  attribute = false,
): void {
  for (const fault of faults) if (fault.severity === 'warning') notice(messageOf(fault, attribute));
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const texts = firstOfEach(errors).map((fault) => messageOf(fault, attribute));
  const pages = sourcesText(errors.map(({ source }) => source));
  throw new KooError({
    category: 'usage',
    code: 'RULE_BROKEN',
    message: joined(texts, verbatim('\n  ')),
    hint: hintOf(errors, pages),
    details: {
      faults: errors.map(({ rule, path, message, source }) => ({
        rule,
        path: [...path],
        message: { ...message },
        source,
      })),
    },
  });
}

/** The first error of each value: the others follow from it. */
function firstOfEach(errors: readonly Fault[]): Fault[] {
  return [...Map.groupBy(errors, ({ path }) => path.join('.')).values()].flatMap(([first]) => first ?? []);
}

/** The next step for a broken rule. */
const nextSteps: Readonly<Partial<Record<RuleId, Localized>>> = {
  'stock-sku': both('Add --sku CODE.'),
  'audience-associated-required': both('Add --associated.'),
};

/** The page of the rule, and what to do first where a specification is in the way. */
function hintOf(errors: readonly Fault[], pages: Localized): Localized {
  const isLocked = errors.some(({ rule, path }) => rule === 'audience-locked' && path.at(-2) === 'product');
  if (!isLocked) {
    const steps = [...new Set(errors.flatMap(({ rule }) => nextSteps[rule] ?? []))];
    return joinSentences([...steps, both('Nothing was changed. The rule: {pages}', { pages })]);
  }
  const command = 'koo product audience set ID inherit --sku CODE';
  return both('Nothing was changed. First run: {command}. The rule: {pages}', { command, pages });
}

function messageOf({ path, message, rule }: Fault, attribute: boolean): Localized {
  const input = inputName(path, attribute);
  if (input === undefined) return both('{message} ({rule})', { message, rule });
  // A predicate needs no colon.
  return message.en.startsWith('must be ')
    ? both('{input} {message} ({rule})', { input, message, rule })
    : both('{input}: {message} ({rule})', { input, message, rule });
}
