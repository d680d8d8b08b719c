import { own } from '../../text/json.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Desired } from '../plan.ts';
import { trialAudiences } from '../values.ts';
import { audienceWords, targetLabel } from '../words.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import {
  type ChangeKind,
  type ChangeOf,
  type Fields,
  type Section,
  type Setting,
  settingLines,
  type ValuesOf,
} from './setting.ts';

const fields = {
  days: {
    type: 'number',
    helpValue: 'N',
    summary: 'Length of the trial in days, 3 to 180.',
    input: {
      label: both('Days'),
      hint: both('3 to 180; the days of a published trial cannot change.'),
      required: true,
    },
  },
  open_to: {
    type: 'choice',
    options: trialAudiences,
    words: audienceWords,
    summary: 'All users, or the users on the list of the trial.',
    input: { label: both('Open to') },
  },
} as const satisfies Fields;

/** Stands for unknown days of a trial. No rule accepts it. */
export const unknownDays = 0;

/** How long a trial is, and who may try. */
export const trial = {
  id: 'trial',
  skus: 'trial',
  fields,
  commands: {
    get: {
      summary: 'Show the trial settings of a product.',
      examples: ['OFFI758576253042421760 --site sandbox'],
    },
    set: {
      summary: 'Change the trial settings of a SaaS product.',
      description: [
        '--sku is required when there are several trial specifications. The days of a published trial cannot change.',
        'Restricting a trial to specified users asks for confirmation; without a terminal, --yes is required. koo users --list trial manages their list.',
      ],
      examples: [
        'OFFI758576253042421760 --open-to specified --yes --site sandbox',
        'OFFI758576253042421760 --open-to all --site sandbox',
      ],
    },
  },
  desired: (values: ValuesOf<typeof fields>, sku: string): Desired => ({ trial: { [sku]: values } }),
  changes: ({ trial: wanted }, { configuration }) =>
    Object.entries(wanted ?? {}).flatMap(([sku, { days, open_to }]) => {
      const before = own(configuration?.trial, sku);
      const after = {
        days: days ?? before?.days ?? unknownDays,
        open_to: open_to ?? before?.open_to ?? 'all',
      };
      if (before?.days === after.days && before.open_to === after.open_to) return [];
      return { kind: 'trial', sku, ...(before && { before }), after };
    }),
  heading: () => ({ section: 'trial' }),
  diff: ({ before, after }) => [
    ...settingLines('days', before?.days.toString(), after.days.toString()),
    ...settingLines('open_to', before?.open_to, after.open_to),
  ],
  impact: ({ sku, before, after }, _, state) => {
    if (after.open_to === 'all' || before?.open_to === 'specified') return undefined;
    return both(
      'The trial of {target} will be limited to the users on its list. Other users will no longer be able to try it.',
      { target: targetLabel(sku, state.product) },
    );
  },
  patch: ({ sku, after }) => ({ trial: { [sku]: after } }),
  rank: () => 6,
  section: trialSection,
} satisfies Setting & ChangeKind<ChangeOf<'trial'>>;

function trialSection({ sku, before, after }: ChangeOf<'trial'>, wording: Wording): Section {
  const { code, target: targetOf } = createFormatters(wording);
  const target = targetOf(sku);
  const hasNewDays = before?.days !== after.days;
  const steps = [
    both('Choose {target}.', { target }),
    ...(hasNewDays ? [both('Days of trial: {days}.', { days: code(after.days) })] : []),
    ...(before?.open_to === after.open_to
      ? []
      : [
          after.open_to === 'all'
            ? both('Open it to all users.')
            : both('Open it only to the users on the whitelist.'),
        ]),
  ];
  return {
    title: both('SaaS trial of {target}', { target }),
    page: 'trial',
    steps,
    goal: joinSentences(steps),
    values: after,
    expect: both(
      'The trial of {target} lasts {days, plural, one {# day} other {# days}} and is open to {audience}.',
      { target, days: after.days, audience: audienceWords[after.open_to] },
    ),
    undo: joinSentences([
      before
        ? both('Open it to {audience} again.', { audience: audienceWords[before.open_to] })
        : both('Open it again to the users whom the page showed before.'),
      ...(hasNewDays ? [fixedDays] : []),
    ]),
    notes: hasNewDays ? [fixedDays] : [],
  };
}

const fixedDays: Localized = both('The days of a published trial cannot be changed.');
