import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** The contract of the seller configuration, as a judge of requests and answers. */

type Json = unknown;
type Node = Readonly<Record<string, Json>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Node;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Node | undefined;
  /** Schemas of the answers by status. */
  readonly answers: ReadonlyMap<number, Node>;
}

export const base = '/api/mkp-openapi-public/global/v1';

export const text = readFileSync(
  new URL('../../../docs/api/seller-config.openapi.yaml', import.meta.url),
  'utf8',
);
export const document = parse(text) as Node & {
  readonly components: Readonly<Record<'schemas' | 'responses', Readonly<Record<string, Node>>>>;
  readonly paths: Readonly<Record<string, Node>>;
};

/** What a reference stands for. */
export function resolve(node: Node): Node {
  const { $ref } = node;
  if (typeof $ref !== 'string') return node;
  const found = $ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<Json>((value, key) => (value as Node | undefined)?.[key], document);
  if (found === undefined) throw new Error(`${$ref} leads nowhere`);
  return resolve(found as Node);
}

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, value]) => operationOf(path, method, item, value as Node)),
);

function operationOf(path: string, method: string, item: Node, operation: Node): Operation {
  const parameters = [item.parameters, operation.parameters]
    .flatMap((list) => (list ?? []) as Node[])
    .map((parameter) => resolve(parameter) as unknown as Parameter);
  return {
    operationId: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    parameters,
    body: operation.requestBody ? schemaOf(operation.requestBody as Node) : undefined,
    answers: new Map(
      Object.entries(operation.responses as Readonly<Record<string, Node>>).map(([status, response]) => [
        Number(status),
        schemaOf(resolve(response)),
      ]),
    ),
  };
}

function schemaOf(node: Node): Node {
  return (node.content as { readonly 'application/json': { readonly schema: Node } })['application/json']
    .schema;
}

const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
});
// A client may be told more than it knows; the sandbox may not tell what the document does not.
for (const [id, change] of [
  ['open', (schema: Json) => schema],
  ['closed', close],
] as const) {
  ajv.addSchema({ $id: id, $defs: change(rooted(document.components.schemas, id)) as Node });
}

function rooted(value: Json, id: string): Json {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/components/schemas/', `"${id}#/$defs/`));
}

function close(value: Json): Json {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, close(inner)]));
  const isObject = closed.type === 'object' && 'properties' in closed;
  return isObject && !('additionalProperties' in closed)
    ? { ...closed, additionalProperties: false }
    : closed;
}

const compiled = new Map<Node, ValidateFunction>();

function faultOf(schema: Node, value: Json, kind: 'open' | 'closed'): string | undefined {
  const validate =
    compiled.get(schema) ??
    ajv.compile((kind === 'closed' ? close(rooted(schema, kind)) : rooted(schema, kind)) as Node);
  compiled.set(schema, validate);
  if (validate(value)) return undefined;
  return ajv.errorsText(validate.errors);
}

export interface Request {
  readonly method: string;
  /** With the base, and without the query. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

/** The operation that a request asks for. */
export function operationFor(method: string, path: string): Operation | undefined {
  return operations.find(
    (one) =>
      one.method === method && pattern(one.path).test(path.slice(base.length)) && path.startsWith(base),
  );
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** What the document finds wrong with a request; nothing when it is right. */
export function requestFault(request: Request): string | undefined {
  const operation = operationFor(request.method, request.path);
  if (!operation) return `no operation ${request.method} ${request.path}`;
  const query = operation.parameters.filter((one) => one.in === 'query');
  const surplus = request.query.find(([name]) => !query.some((one) => one.name === name));
  if (surplus) return `unknown parameter ${surplus[0]}`;
  const given = new Map([
    ...request.query,
    ...request.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
  ]);
  for (const { name, in: place, required, schema } of operation.parameters) {
    if (place === 'path') continue;
    const value = given.get(place === 'header' ? name.toLowerCase() : name);
    if (value === undefined ? required : undefined) return `${name} is missing`;
    if (value === undefined) continue;
    const fault = faultOf(schema, resolve(schema).type === 'integer' ? Number(value) : value, 'open');
    if (fault !== undefined) return `${name}: ${fault}`;
  }
  if (!operation.body) return request.body ? 'a body' : undefined;
  return faultOf(operation.body, JSON.parse(request.body ?? 'null'), 'open');
}

/** What the document finds wrong with an answer; nothing when it is right. */
export function answerFault(operation: Operation, status: number, json: Json): string | undefined {
  const schema = operation.answers.get(status);
  if (!schema) return `${operation.operationId} answers no ${status}`;
  return faultOf(schema, json, 'closed');
}

/** Every error code of an operation, with its status. */
export function documentedErrors({ answers }: Operation): (readonly [status: number, code: string])[] {
  return [...answers].flatMap(([status, { properties }]) => {
    const { error_code: code } = properties as Readonly<Record<'error_code', Node>>;
    const codes = code.enum ? (code.enum as string[]) : [String(code.const)];
    return status === 200 ? [] : codes.map((one) => [status, one] as const);
  });
}
