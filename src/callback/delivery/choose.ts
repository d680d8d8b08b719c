import { didYouMean } from '../../errors/did-you-mean.ts';
import { KooError, usageError } from '../../errors/koo-error.ts';
import type { Activity, Protocol, ProtocolId } from '../protocols/model.ts';

export interface ChoiceOptions {
  /** Named by the user: no other will do. */
  readonly protocol?: ProtocolId | undefined;
  /** What the merchant offers (koo.yaml); decides where a name is in several. */
  readonly preferred: readonly ProtocolId[];
}

export interface Choice {
  readonly protocol: Protocol;
  readonly activity: Activity;
}

/**
 * The activity of a name. Where several protocols have it, the merchant's own decide; online licences share their
 * wire form with V2 and step back behind it.
 *
 * @throws KooError (usage) `UNKNOWN_ACTIVITY`, or `AMBIGUOUS_ACTIVITY` with the protocols to choose from
 */
export function chooseActivity(protocols: readonly Protocol[], name: string, options: ChoiceOptions): Choice {
  const all = protocols
    .filter(({ id }) => options.protocol === undefined || id === options.protocol)
    .flatMap((protocol) => protocol.activities.map((activity): Choice => ({ protocol, activity })));
  const named = all.filter(({ activity }) => activity.name === name);
  if (named.length === 0) throw unknownActivity(name, all, options.protocol);
  const own = named.filter(({ protocol }) => options.preferred.includes(protocol.id));
  const [only, ...others] = withoutTwins(own.length > 0 ? own : named);
  if (only && others.length === 0) return only;
  throw ambiguousActivity(
    name,
    named.map(({ protocol }) => protocol.id),
  );
}

function withoutTwins(choices: readonly Choice[]): readonly Choice[] {
  const inV2 = choices.some(({ protocol }) => protocol.id === 'v2');
  return choices.filter(({ protocol }) => !(inV2 && protocol.id === 'online-license'));
}

function unknownActivity(name: string, all: readonly Choice[], protocol: ProtocolId | undefined): KooError {
  const candidates = [...new Set(all.map(({ activity }) => activity.name))];
  const where =
    protocol === undefined ? { en: '', zh: '' } : { en: ` of ${protocol}`, zh: `（${protocol}）` };
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_ACTIVITY',
    message: { en: `There is no activity ${name}${where.en}`, zh: `没有名为 ${name} 的接口${where.zh}` },
    ...didYouMean(name, candidates, {
      en: `Known: ${candidates.join(', ')}. See \`koo callback activities\`.`,
      zh: `可用接口：${candidates.join('、')}。参见 \`koo callback activities\`。`,
    }),
  });
}

function ambiguousActivity(name: string, protocols: readonly ProtocolId[]): KooError {
  // The retired V1 families stand first.
  const current = protocols.find((id) => id.startsWith('v2')) ?? protocols.at(-1);
  return usageError(
    'AMBIGUOUS_ACTIVITY',
    {
      en: `${name} is an activity of ${protocols.join(', ')}`,
      zh: `${protocols.join('、')} 都有名为 ${name} 的接口`,
    },
    {
      en: `Say which with --protocol, such as --protocol ${current}.`,
      zh: `请用 --protocol 指定，例如 --protocol ${current}。`,
    },
  );
}
