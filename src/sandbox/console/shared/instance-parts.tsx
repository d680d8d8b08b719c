import type { Tone } from '../../../console/model.ts';
import { Badge, Field, Link } from '../../../console/parts.tsx';
import type { State } from '../../../lifecycle/model.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { localize, t } from '../../../text/translate.ts';
import { stateWords } from '../../market/views/listings.ts';

/** A link to the page of an instance, by its number. */
export function InstanceLink({ instance, name }: { readonly instance: number; readonly name: string }) {
  return (
    <Link to={`/instances/${instance}`}>
      <code>{oneLine(name)}</code>
    </Link>
  );
}

const tones: Readonly<Record<State['name'], Tone>> = {
  creating: 'idle',
  active: 'good',
  grace: 'warn',
  frozen: 'warn',
  released: 'idle',
  failed: 'bad',
};

export function StateBadge({ state }: { readonly state: State['name'] }) {
  return <Badge tone={tones[state]}>{localize(stateWords[state])}</Badge>;
}

interface ProductFieldProps {
  readonly chosen: string;
  readonly products: readonly string[];
}

/** A choice of the connected products, and of the one in the address, which may not be connected any more. */
export function ProductField({ chosen, products }: ProductFieldProps) {
  const ids = new Set([...products, chosen].filter((id) => id !== ''));
  return (
    <Field
      name="product"
      label={t('Product')}
      options={[['', t('All')], ...[...ids].map((id) => [id, id] as const)]}
    />
  );
}
