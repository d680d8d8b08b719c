import { parseXml, type XmlDocument, XmlElement } from '@rgrove/parse-xml';
import type { HttpRequest } from '../../callback/delivery/exchange.ts';
import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { domainPaths } from '../center/address.ts';
import { type Named, objectIn } from './explain.ts';

export const casFormats = ['JSON', 'XML'] as const;
export type CasFormat = (typeof casFormats)[number];

export interface ValidateCall {
  readonly domain: string;
  /** The registered callback address, exactly as it is spelled. */
  readonly service: string;
  readonly ticket: string;
  readonly format: CasFormat;
}

/**
 * The request that validates a ticket. `format` is always sent, because the pages disagree on its default.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649473.html
 */
export function validateRequest({ domain, ...parameters }: ValidateCall): HttpRequest {
  const { service, ticket, format } = parameters;
  const query = Object.entries({ service, ticket, format }).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return {
    method: 'GET',
    url: `${domain}${domainPaths.casValidate}?${query.join('&')}`,
    headers: [['user-agent', 'koo']],
  };
}

/** The content of a validation response. */
export type Validation =
  | { readonly kind: 'success'; readonly user: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'failure'; readonly named: Named }
  /** Neither, such as a page. */
  | { readonly kind: 'unreadable' };

const unreadable: Validation = { kind: 'unreadable' };

/**
 * Reads the response to a validation, in either format. A success and a failure have the same HTTP status.
 *
 * @see https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html
 */
export function readValidation(text: string): Validation {
  const json = objectIn(text);
  return json ? readJson(json) : readXml(text);
}

function readJson({ serviceResponse }: JsonObject): Validation {
  if (!isObject(serviceResponse)) return unreadable;
  const { authenticationSuccess: success, authenticationFailure: failure } = serviceResponse;
  if (isObject(failure)) return failed(formatAttribute(failure.code), formatAttribute(failure.description));
  if (!isObject(success)) return unreadable;
  const attributes = isObject(success.attributes) ? success.attributes : {};
  return {
    kind: 'success',
    user: formatAttribute(success.user),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, formatAttribute(value)]),
    ),
  };
}

/** CAS servers write an attribute as a text or as a list of texts. */
function formatAttribute(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(formatAttribute).join(', ');
  return isObject(value) ? JSON.stringify(value) : String(value);
}

function failed(error: string, description: string): Validation {
  return { kind: 'failure', named: { error: error || '?', description: description.trim() || null } };
}

function readXml(text: string): Validation {
  // The protocol has no document type: one could only declare entities.
  if (/<!DOCTYPE/i.test(text)) return unreadable;
  try {
    return readDocument(parseXml(text.trimStart()));
  } catch {
    // Not well-formed, or nested too deep for the parser.
    return unreadable;
  }
}

function readDocument({ root }: XmlDocument): Validation {
  if (!root || localName(root) !== 'serviceResponse') return unreadable;
  const failure = childOf(root, 'authenticationFailure');
  if (failure) return failed(failure.attributes.code ?? '', failure.text);
  const success = childOf(root, 'authenticationSuccess');
  if (!success) return unreadable;
  const attributes = childOf(success, 'attributes');
  const values = new Map<string, string[]>();
  for (const one of attributes ? elementsOf(attributes) : []) {
    const name = localName(one);
    values.set(name, [...(values.get(name) ?? []), one.text.trim()]);
  }
  return {
    kind: 'success',
    user: childOf(success, 'user')?.text.trim() ?? '',
    attributes: Object.fromEntries([...values].map(([name, texts]) => [name, texts.join(', ')])),
  };
}

/** Without its prefix, which a server chooses. */
function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

function elementsOf({ children }: XmlElement): XmlElement[] {
  return children.filter((child) => child instanceof XmlElement);
}

function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return elementsOf(element).find((child) => localName(child) === name);
}
