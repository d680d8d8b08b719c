import { KooError } from '../../errors/koo-error.ts';
import { joined, joinSentences } from '../../text/localized.ts';
import { sourcesText } from '../../text/source-words.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Fault, RuleId } from '../rules/rules.ts';
import { type Fields, inputOf } from '../settings/setting.ts';

/**
 * Asserts that no rule is broken; prints warnings.
 *
 * @param fields of the setting whose values were validated
 * @throws KooError (usage, `RULE_BROKEN`) with each input, its error, the rule and its source
 */
export function assertRules(
  faults: readonly Fault[],
  notice: (text: Localized) => void,
  fields: Fields = {},
): void {
  for (const fault of faults) if (fault.severity === 'warning') notice(messageOf(fault, fields));
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  // The first error of each value: the others follow from it.
  const byValue = Map.groupBy(errors, ({ path }) => path.join('.'));
  const texts = [...byValue.values()].flatMap(([one]) => (one ? messageOf(one, fields) : []));
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

const nextSteps: Readonly<Partial<Record<RuleId, Localized>>> = {
  'stock-sku': both('Add --sku CODE.'),
  'audience-associated-required': both('Add --associated.'),
};

/** The page of the rule, and the first step if a specification is in the way. */
function hintOf(errors: readonly Fault[], pages: Localized): Localized {
  const isLocked = errors.some(({ rule, path }) => rule === 'audience-locked' && path.at(-2) === 'product');
  if (!isLocked) {
    const steps = [...new Set(errors.flatMap(({ rule }) => nextSteps[rule] ?? []))];
    return joinSentences([...steps, both('Nothing was changed. The rule: {pages}', { pages })]);
  }
  const command = 'koo product audience set ID inherit --sku CODE';
  return both('Nothing was changed. First run: {command}. The rule: {pages}', { command, pages });
}

function messageOf({ path, message, rule }: Fault, fields: Fields): Localized {
  const input = inputOf(path, fields);
  if (input === undefined) return both('{message} ({rule})', { message, rule });
  // A predicate needs no colon.
  return message.en.startsWith('must be ')
    ? both('{input} {message} ({rule})', { input, message, rule })
    : both('{input}: {message} ({rule})', { input, message, rule });
}
