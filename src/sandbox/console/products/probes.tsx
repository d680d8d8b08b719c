import { Badge, Button, Facts, OwnForm, Section, TerminalHint } from '../../../console/parts.tsx';
import { shellWord } from '../../../text/shell-word.ts';
import { both, t } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import { perform } from '../shared/state.ts';
import type { Group } from './group.tsx';
import { choiceOf, type ProductView } from './product.ts';

type Action = Extract<Command, { do: 'probe' }>['action'];

const actions: readonly Action[] = ['save', 'run', 'repaired', 'forget'];

/** The probes of KooGallery: debugging calls that are replayed, and the trading that is stopped when they fail. */
export const probeGroup: Group = {
  id: 'probe',
  show(view) {
    const { cases = [], run, probed, failures, isFrozen, isDelisted } = view.supervision;
    const days = probed?.hasFailed ? probed.before + 1 : 0;
    const command = `koo sandbox probe ${shellWord(view.product_id)}${cases.length === 0 ? ' --save' : ''}`;
    return (
      <Section title={t('Probes and trading')}>
        <Facts
          items={[
            [t('Trading'), <TradingBadge view={view} />],
            [
              t('Saved debugging calls'),
              cases.length === 0
                ? t('none: the product is not probed')
                : cases.map(({ activity }) => activity).join(', '),
            ],
            [t('Last probe'), probed ? (probed.hasFailed ? t('failed') : t('passed')) : t('none')],
            [t('Failing days in a row'), t('{days} of 5', { days })],
            [t('Orders that failed this month'), String(failures?.count ?? 0)],
            [t('Under way'), run && (run.left[0]?.activity ?? '')],
          ]}
        />
        <OwnForm label={t('Probes and trading')} class="row">
          <input type="hidden" name="group" value="probe" />
          <Button
            name="probe-act"
            value="save"
            kind={cases.length === 0 ? 'main' : 'quiet'}
            label={t('Save debugging calls')}
          />
          {cases.length > 0 && !isDelisted && (
            <Button name="probe-act" value="run" kind="quiet" label={t('Probe now')} />
          )}
          {isFrozen && <Button name="probe-act" value="repaired" label={t('Report the repair')} />}
          {cases.length > 0 && !isFrozen && (
            <Button name="probe-act" value="forget" kind="quiet" label={t('Forget them')} />
          )}
        </OwnForm>
        <TerminalHint command={command} />
      </Section>
    );
  },
  async act({ product_id: product }, state, form) {
    const action = choiceOf(form, 'probe-act', actions);
    const { entries } = await perform(state, { do: 'probe', product, action });
    const last = entries.findLast((entry) => entry.type === 'probe' || entry.type === 'notice');
    if (last && 'text' in last) return { said: last.text, tone: last.type === 'notice' ? 'warn' : 'good' };
    return { said: both('The debugging calls of {product} are being made', { product }), tone: 'idle' };
  },
};

/** Whether a product can be bought, as far as that depends on its status and its server. */
export function TradingBadge({ view }: { readonly view: Pick<ProductView, 'product' | 'supervision'> }) {
  const { isDelisted, isFrozen } = view.supervision;
  if (isDelisted) return <Badge tone="bad">{t('delisted')}</Badge>;
  if (isFrozen) return <Badge tone="bad">{t('trading frozen')}</Badge>;
  if (view.product.status !== 'on_sale') return <Badge tone="idle">{t('not on sale')}</Badge>;
  return <Badge tone="good">{t('open')}</Badge>;
}
