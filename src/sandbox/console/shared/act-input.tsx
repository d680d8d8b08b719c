import type { PropsWithChildren } from 'hono/jsx';
import { Field, type FieldOptions, type FieldProps } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { type Act, type InputField, inputsOf } from '../../acts/act.ts';

interface ActInputProps extends Partial<Pick<FieldProps, 'value' | 'hint' | 'required' | 'options'>> {
  readonly act: Act;
  /** Name of the field of the act. */
  readonly name: string;
  /** Name in the form, where that is not the one of the declaration. */
  readonly formName?: string;
}

/** The field of a form for a value of an act, as the act declares it. */
export function ActInput({ act, name, formName, ...more }: ActInputProps) {
  const one = inputsOf(act).find((input) => input.name === name);
  if (!one) throw new TypeError(`${act.do} does not declare an input for ${name}`);
  const { field, input } = one;
  return (
    <Field
      name={formName ?? input.name ?? name}
      label={localize(input.label)}
      {...(input.hint && { hint: localize(input.hint) })}
      {...(field.type === 'number' && { type: 'number' })}
      {...(field.type === 'time' && { type: 'datetime-local' })}
      {...(field.type === 'choice' && { options: listChoices(one) })}
      {...more}
    />
  );
}

/** Returns the values of a choice with their words, and first the choice of none where that has words. */
export function listChoices({ field, input }: InputField): FieldOptions {
  const values = field.type === 'choice' ? field.options : [];
  const none = input.words?.[''];
  return [
    ...(none ? [['', localize(none)] as const] : []),
    ...values.map((value) => [value, localize(input.words?.[value] ?? { en: value, zh: value })] as const),
  ];
}

/** Facts about the values that a form was loaded with. The script hides them as soon as a value is changed. */
export function OfLoadedValues({ children }: PropsWithChildren) {
  return (
    <div class="loaded">
      <p class="hint">{t('For the values that this form was loaded with:')}</p>
      {children}
    </div>
  );
}
