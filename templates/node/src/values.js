// The values of a call: reading JSON, validation, and access for the handlers.
import { decodeUtf8 } from './signing.js';

const maxDepth = 64;
/** Of one object. */
const maxMembers = 1000;

/** @returns {any} the value; `undefined` if the text is not JSON, or is more than anything that KooGallery sends */
function parseJson(text) {
  try {
    return isExcessive(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether brackets outside strings are nested too deeply, or an object has too many members: JSON.parse takes long for
 * many different names.
 */
function isExcessive(text) {
  /** The members so far of each object that is open. */
  const members = [];
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString && character === '\\') i += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '{' || character === '[') members[++depth] = 0;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ':') members[depth] += 1;
    if (depth > maxDepth || members[depth] > maxMembers) return true;
  }
  return false;
}

/** @returns the JSON object of a body; `undefined` if it is anything else */
export function parseObject(body) {
  const value = parseJson(decodeUtf8(body) ?? '');
  return isObject(value) ? value : undefined;
}
// koo:if kit orders instances
// koo:if kit orders on-demand

/** In bytes; longer than any response of a login centre or the open API. */
const maxResponse = 1024 * 1024;

/** @returns the JSON object of a response of `fetch`; `undefined` if it is anything else, or too long */
export async function readObject({ body }) {
  const chunks = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxResponse) return undefined;
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks));
}
// koo:end
// koo:end

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns a value as text, `''` if it is absent; numbers may arrive as numbers or as text */
export function textOf(values, name) {
  const value = values[name] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Whether the seller console is testing the server: `testFlag` is 1. */
export function isDebugging(values) {
  return textOf(values, 'testFlag') === '1';
}
// koo:if kit

/** @returns the objects of a validated list, which may be JSON text */
export function listOf(value) {
  return Array.isArray(value) ? value : (parseJson(value) ?? []);
}
// koo:end

/**
 * Validates the values of a call. Unknown values are ignored. The description of a problem contains no values.
 *
 * @param {Record<string, any>} rules of an activity, from activities.json
 * @param {Record<string, any>} values
 * @returns {string | undefined} the first problem
 */
export function problemOf(rules, values, path = '') {
  for (const [name, rule] of Object.entries(rules)) {
    const problem = valueProblem(rule, values[name], path + name);
    if (problem) return problem;
  }
  return undefined;
}

function valueProblem(rule, value, path) {
  if (value === undefined || value === null || value === '') {
    return rule.required ? `${path} is missing` : undefined;
  }
  switch (rule.type) {
    case 'string':
      return typeof value === 'string' ? textProblem(rule, value, path) : `${path} must be a string`;
    case 'integer':
    case 'decimal':
      return isNumber(rule.type, value)
        ? textProblem(rule, String(value), path)
        : `${path} must be of type ${rule.type}`;
    case 'object':
      return isObject(value) ? problemOf(rule.fields ?? {}, value, `${path}.`) : `${path} must be an object`;
    default:
      return listProblem(rule, rule.json && typeof value === 'string' ? parseJson(value) : value, path);
  }
}

function isNumber(type, value) {
  const form = type === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  return (typeof value === 'number' || typeof value === 'string') && form.test(String(value));
}

/** Lengths are in UTF-16 code units, as in Java. */
function textProblem({ maxLength, maxItems, values }, text, path) {
  if (maxItems !== undefined && text.split(',').length > maxItems)
    return `${path} has more than ${maxItems} elements`;
  if (maxLength !== undefined && text.length > maxLength)
    return `${path} is longer than ${maxLength} characters`;
  if (values && !values.includes(text)) return `${path} must be one of ${values.join(', ')}`;
  return undefined;
}

function listProblem({ maxItems, fields = {} }, list, path) {
  if (!Array.isArray(list) || !list.every(isObject)) return `${path} must be a list of objects`;
  if (maxItems !== undefined && list.length > maxItems) return `${path} has more than ${maxItems} elements`;
  for (const [i, element] of list.entries()) {
    const problem = problemOf(fields, element, `${path}[${i}].`);
    if (problem) return problem;
  }
  return undefined;
}
