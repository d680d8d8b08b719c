import { joinSentences, type Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { audienceWords, targetLabel } from '../words.ts';
import { formattersOf, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, type ChangeOf, type Section, settingLines } from './kind.ts';

/** How long a trial is, and who may try. */
export const trial: ChangeKind<ChangeOf<'trial'>> = {
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
};

function trialSection({ sku, before, after }: ChangeOf<'trial'>, wording: Wording): Section {
  const { code, target: targetOf } = formattersOf(wording);
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
      {
        target,
        days: after.days,
        audience: audienceWords[after.open_to],
      },
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
