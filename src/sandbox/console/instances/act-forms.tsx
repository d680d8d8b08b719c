import { Fragment, useContext } from 'hono/jsx';
import { Button, CommandBlock, Facts, FrameContext, OwnForm } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { commandLine } from '../../acts/command-line.ts';
import { seeInstances } from '../../market/rules/refusals.ts';
import { OfLoadedValues } from '../shared/act-input.tsx';
import { actFields, fieldName, type SkuNames } from './act-fields.tsx';
import type { ActOffer } from './offers.ts';
import type { InstanceCommand } from './variants.ts';

/** An act whose price was not shown before it was asked for. */
export interface PricedAct {
  readonly command: InstanceCommand;
  readonly amount: string;
}

interface SharedProps {
  readonly skus: SkuNames;
  readonly toConfirm: PricedAct | undefined;
}

/** A button for each act that is possible, with its form, and the reasons why others are not. */
export function ActForms({ offers, ...shared }: SharedProps & { readonly offers: readonly ActOffer[] }) {
  const possible = offers.filter(({ variants }) => variants.length > 0);
  const impossible = offers.filter(({ variants }) => variants.length === 0);
  return (
    <>
      {possible.length === 0 ? (
        <p class="empty">{t('Nothing can be done with it now.')}</p>
      ) : (
        <div class="acts">
          {possible.map((offer) => (
            <ActForm offer={offer} {...shared} />
          ))}
        </div>
      )}
      {impossible.length > 0 && (
        <details>
          <summary>{t('Not possible now, and why')}</summary>
          <Facts
            items={impossible.map(({ offered, refusal }) => [
              localize(offered.label),
              <>
                {refusal ? localize(refusal.message) : t('There is nothing to choose from.')}
                {refusal && refusal.hint !== seeInstances && <p class="hint">{localize(refusal.hint)}</p>}
              </>,
            ])}
          />
        </details>
      )}
    </>
  );
}

function ActForm({ offer, skus, toConfirm }: SharedProps & { readonly offer: ActOffer }) {
  const frame = useContext(FrameContext);
  const { offered, variants } = offer;
  const { name: act, isFinal } = offered;
  const label = localize(offered.label);
  const [first] = variants;
  if (!first) return null;
  const isSent = frame?.call.form?.get('act') === act;
  const fields = actFields(offer, skus);
  const Usual = fields ? OfLoadedValues : Fragment;
  return (
    <details class={isFinal ? 'act final' : 'act'} name="acts" open={isSent}>
      <summary>{label}</summary>
      <div>
        <p>{localize(offered.effect)}</p>
        <OwnForm label={label}>
          <input type="hidden" name="act" value={act} />
          <input
            type="hidden"
            name={fieldName(act, 'prices')}
            value={variants.map(({ amount = 'free' }) => amount).join(' ')}
          />
          {fields}
          {isFinal && <p class="warning">{t('This cannot be undone.')}</p>}
          {toConfirm?.command.do === first.command.do && isSent ? (
            <div class="loaded">
              <input type="hidden" name={fieldName(act, 'price')} value={toConfirm.amount} />
              <p class="cost">
                {describeAmount(toConfirm.amount)}{' '}
                {t('Nothing has been done yet. To confirm, press the button again.')}
              </p>
              <CommandBlock line={commandLine(toConfirm.command)} />
            </div>
          ) : (
            !(isSent && fields) && (
              <Usual>
                {first.amount !== undefined && <p class="cost">{describeAmount(first.amount)}</p>}
                <CommandBlock line={commandLine(first.command)} />
              </Usual>
            )
          )}
          <Button kind={isFinal ? 'danger' : 'main'} label={label} />
        </OwnForm>
      </div>
    </details>
  );
}

function describeAmount(amount: string): string {
  if (amount.startsWith('-')) return t('The buyer gets {amount} yuan back.', { amount: amount.slice(1) });
  return t('It costs {amount} yuan.', { amount });
}
