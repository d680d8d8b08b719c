import { type Child, type PropsWithChildren, useContext } from 'hono/jsx';
import type { Done } from '../../../console/model.ts';
import { Button, FrameContext, OwnForm } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import type { SandboxState } from '../shared/state.ts';
import { confirmationOf, confirmationRequired, type ProductView } from './product.ts';

/** A part of the page of a product. */
export interface Group {
  /** Of its forms: the value of the field `group`. */
  readonly id: string;
  readonly show: (view: ProductView, state: SandboxState, query: URLSearchParams) => Child;
  /** @throws KooError */
  readonly act: (view: ProductView, state: SandboxState, form: URLSearchParams) => Done | Promise<Done>;
}

/** A form of a part, folded until it is wanted or was refused. */
export function GroupForm({
  group,
  label,
  send,
  isOpen = false,
  children,
}: PropsWithChildren<{
  readonly group: string;
  readonly label: string;
  readonly send: string;
  readonly isOpen?: boolean;
}>) {
  const frame = useContext(FrameContext);
  const isRefused = frame?.call.form?.get('group') === group;
  return (
    <details class="fold" open={isRefused || isOpen}>
      <summary>{label}</summary>
      <OwnForm label={label}>
        <input type="hidden" name="group" value={group} />
        {children}
        {isRefused && frame?.error && <p class="failure">{localize(frame.error.message)}</p>}
        {isRefused && frame?.error?.code === confirmationRequired ? (
          <>
            <input type="hidden" name="confirmed" value={confirmationOf(frame.error.message)} />
            <Button kind="danger" label={t('Change it anyway')} />
          </>
        ) : (
          <Button label={send} />
        )}
      </OwnForm>
    </details>
  );
}
