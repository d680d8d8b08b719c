import { both, type Localized } from '../../text/translate.ts';
import { encodingOf } from './body.ts';
import { attribute, type Element, isHtml, readElementText, type Tree } from './html.ts';
import type { Button, Field, Form, Stop } from './model.ts';

/** Resolves an address of a page; `undefined` if it is invalid. */
export type Resolve = (address: string) => string | undefined;

const maxForms = 100;

const buttonTypes = new Set(['submit', 'image', 'button', 'reset']);
const disabling = new Set(['fieldset', 'input', 'select', 'textarea', 'button']);

/**
 * The forms of a page, with the fields that the parser associates with them.
 *
 * @param charset encoding of the page
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html
 */
export function readForms(tree: Tree, resolve: Resolve, charset: string): Form[] {
  const drafts = new Map<Element, { readonly fields: Field[]; readonly buttons: Button[] }>();
  const byId = new Map<string, Element>();
  for (const element of tree.elements) {
    // A dialog is closed, not sent.
    if (element.tagName !== 'form' || !isHtml(element) || drafts.size === maxForms) continue;
    if (attribute(element, 'method')?.toLowerCase() === 'dialog') continue;
    drafts.set(element, { fields: [], buttons: [] });
    const id = attribute(element, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
  }
  const disabled = disabledFields(tree);
  for (const element of tree.elements) {
    const id = attribute(element, 'form');
    const owner = id === undefined ? tree.ownerOf(element) : byId.get(id);
    const draft = owner && drafts.get(owner);
    if (!draft || disabled.has(element)) continue;
    const button = readButton(element, resolve);
    const field = button ? undefined : readField(element);
    if (button) draft.buttons.push(button);
    if (field) draft.fields.push(field);
  }
  return [...drafts].map(([element, draft]) => ({
    id: attribute(element, 'id') ?? '',
    name: attribute(element, 'name') ?? '',
    action: resolve(attribute(element, 'action') ?? '') ?? '',
    method: methodOf(attribute(element, 'method')),
    isMultipart: isMultipart(attribute(element, 'enctype')),
    charset: charsetOf(attribute(element, 'accept-charset')) ?? charset,
    ...draft,
  }));
}

/** Returns the fields that are disabled, by themselves or by a `fieldset`. */
function disabledFields({ elements }: Tree): ReadonlySet<Element> {
  const disabled = new Set<Element>();
  for (const element of elements) {
    const { parentNode } = element;
    const isInside = parentNode !== null && disabled.has(parentNode as Element);
    // The first legend of a disabled fieldset stays enabled.
    const isEnabled = element.tagName === 'legend';
    const isOwn = disabling.has(element.tagName) && attribute(element, 'disabled') !== undefined;
    if ((isInside && !isEnabled) || isOwn) disabled.add(element);
  }
  return disabled;
}

function readField(element: Element): Field | undefined {
  const name = attribute(element, 'name') ?? '';
  if (name === '' || !isHtml(element)) return undefined;
  const value = attribute(element, 'value');
  switch (element.tagName) {
    case 'textarea':
      // The parser has removed a leading line feed.
      return { name, type: 'textarea', values: [allTextOf(element)], choices: [] };
    case 'select':
      return { name, type: 'select', ...readChoices(element) };
    case 'input': {
      const type = (attribute(element, 'type') ?? 'text').toLowerCase();
      if (buttonTypes.has(type)) return undefined;
      if (type === 'checkbox' || type === 'radio') {
        const isTicked = attribute(element, 'checked') !== undefined;
        return { name, type, values: isTicked ? [value ?? 'on'] : [], choices: [value ?? 'on'] };
      }
      return { name, type, values: [type === 'file' ? '' : (value ?? '')], choices: [] };
    }
    default:
      return undefined;
  }
}

function allTextOf({ childNodes }: Element): string {
  return childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

function readChoices(select: Element): Pick<Field, 'values' | 'choices'> {
  const choices: string[] = [];
  const chosen: string[] = [];
  const groups = select.childNodes.flatMap((node) =>
    'tagName' in node && node.tagName === 'optgroup' ? node.childNodes : [node],
  );
  for (const node of groups) {
    if (!('tagName' in node) || node.tagName !== 'option' || attribute(node, 'disabled') !== undefined)
      continue;
    const value = attribute(node, 'value') ?? readElementText(node);
    choices.push(value);
    if (attribute(node, 'selected') !== undefined) chosen.push(value);
  }
  if (attribute(select, 'multiple') !== undefined) return { values: chosen, choices };
  return { values: [...choices.slice(0, 1), ...chosen].slice(-1), choices };
}

function readButton(element: Element, resolve: Resolve): Button | undefined {
  const isButton = element.tagName === 'button';
  if ((!isButton && element.tagName !== 'input') || !isHtml(element)) return undefined;
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  // Any other type of a `button` submits; any other `input` is a field.
  if (isButton ? type === 'button' || type === 'reset' : type !== 'submit' && type !== 'image')
    return undefined;
  const value = attribute(element, 'value') ?? '';
  const action = attribute(element, 'formaction');
  const method = attribute(element, 'formmethod');
  const enctype = attribute(element, 'formenctype');
  return {
    name: attribute(element, 'name') ?? '',
    value,
    label: isButton ? readElementText(element) : (attribute(element, 'alt') ?? value),
    ...(action !== undefined && { action: resolve(action) ?? '' }),
    ...(method !== undefined && { method: methodOf(method) }),
    ...(enctype !== undefined && { isMultipart: isMultipart(enctype) }),
  };
}

function methodOf(text: string | undefined): 'GET' | 'POST' {
  return text?.toLowerCase() === 'post' ? 'POST' : 'GET';
}

function isMultipart(enctype: string | undefined): boolean {
  return enctype?.toLowerCase() === 'multipart/form-data';
}

/** The number of encodings of a form that are tried. */
const maxLabels = 10;

/** Returns the first known encoding of a list. */
function charsetOf(accepted: string | undefined): string | undefined {
  for (const label of accepted?.split(/[\s,]+/, maxLabels) ?? []) {
    const charset = encodingOf(label);
    if (charset !== undefined) return charset;
  }
  return undefined;
}

/** The request that submits a form. */
export interface Submission {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: string;
}

/**
 * Builds the request that submits a form.
 *
 * @param values replace those of the fields with these names; other names are added
 * @param button the one that is pressed
 * @returns why it cannot be sent, if koo does not support the form
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
 */
export function submissionOf(
  form: Form,
  values: Readonly<Record<string, string>>,
  button: Button | undefined,
): Submission | Stop {
  const { action, method, isMultipart } = { ...form, ...button };
  const url = URL.parse(action);
  if (!url) return unsupported(both('The form has no valid address to be sent to.'));
  if (isMultipart && method === 'POST')
    return unsupported(both('The form is sent as multipart/form-data, which koo does not support.'));
  const entries = entriesOf(form, values, button);
  const isPlain = /^[\0-\x7f]*$/.test(entries.flat().join(''));
  if (!isPlain && !form.charset.startsWith('utf-')) {
    return unsupported(
      both('The form is sent in {charset}. koo sends other characters than ASCII in UTF-8 only.', {
        charset: form.charset,
      }),
    );
  }
  const encoded = new URLSearchParams(entries).toString();
  if (method === 'POST') return { method, url, body: encoded };
  url.search = encoded;
  return { method, url };
}

function unsupported(reason: Localized): Stop {
  return { kind: 'unsupported-form', reason };
}

function entriesOf(
  { fields }: Form,
  values: Readonly<Record<string, string>>,
  button: Button | undefined,
): [name: string, value: string][] {
  const given = new Map(Object.entries(values));
  const entries = fields.flatMap(({ name, values: own }): [string, string][] => {
    if (!Object.hasOwn(values, name)) return own.map((value) => [name, value]);
    const value = given.get(name);
    // Fields with the same name share the value.
    given.delete(name);
    return value === undefined ? [] : [[name, value]];
  });
  entries.push(...given);
  if (button && button.name !== '') entries.push([button.name, button.value]);
  return entries.map(([name, value]) => [withCrlf(name), withCrlf(value)]);
}

/** Converts line feeds to those that forms send. */
function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}
