import { toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { Document, visit } from 'yaml';
import * as contract from '../src/seller/contract.ts';
import { maxProductsOfPage, maxUsersOfPage } from '../src/seller/limits.ts';
import { type RuleId, rules } from '../src/seller/rules/rules.ts';

/*
 * `docs/api/seller-config.openapi.yaml`: the shapes come from the contract, operations and errors from the tables below.
 */

/** Rules that a server never reports: their input is malformed to it, or they are warnings. */
const rulesOfClientAlone: readonly RuleId[] = [
  'user-name-form',
  'user-id-form',
  'user-duplicate',
  'audience-type',
  'credit-cash-coupon',
  'credit-line',
  'stock-read-only',
  'trial-open-to',
  'attribute-type',
  'attribute-unknown',
  'attribute-specifications',
];

const ruleId = v.pipe(
  v.picklist((Object.keys(rules) as RuleId[]).filter((id) => !rulesOfClientAlone.includes(id))),
  v.description(
    'Rules that a server reports. `koo product validate` lists their texts and the pages of Huawei that state them.',
  ),
);
const message = v.object({ en: v.string(), zh: v.string() });
const fault = v.object({
  rule: ruleId,
  path: v.pipe(
    v.array(v.union([v.string(), v.pipe(v.number(), v.integer())])),
    v.description('Path in the body.'),
  ),
  message,
});

type SchemaName = keyof typeof contract;

const schemas: Readonly<Record<string, v.GenericSchema>> = Object.fromEntries(
  [...Object.entries(contract), ...Object.entries({ fault, message, ruleId })]
    .map(([name, schema]) => [capitalised(name), schema] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

const answers = {
  productPage: 'A page of products.',
  product: 'The product.',
  configuration: 'The configuration.',
  configurationVersion: 'Done.',
  userPage: 'A page of users.',
  createdUsers: 'The result for each user.',
  deletedUsers: 'The result for each user.',
  availableStock: 'Done.',
  attributeList: 'All attributes.',
  attribute: 'The attribute as it is now.',
  removedAttribute: 'The attribute is removed.',
} as const satisfies Readonly<Partial<Record<SchemaName, string>>>;

const errors = {
  malformed: {
    status: 400,
    codes: ['MKT.0101'],
    description: 'A parameter or a member of the body is missing, unknown or of another form.',
  },
  malformedOrRule: {
    status: 400,
    codes: ['MKT.0101', 'MKT.0199'],
    description:
      '`MKT.0101`: a parameter or a member of the body is missing, unknown or of another form. `MKT.0199`: a rule is broken and nothing was changed; `error_msg` names the field and the rule, `data.faults` lists all of them, up to 100. Without `data`, the `request_id` belongs to another request.',
    members: {
      data: object({ faults: { type: 'array', minItems: 1, maxItems: 100, items: schemaRef('Fault') } }),
    },
  },
  refused: {
    status: 401,
    codes: ['MKT.0150', 'MKT.0151', 'MKT.0154', 'APIGW.0301'],
    description:
      '`MKT.0150`: the product belongs to another seller. `MKT.0151`: the account is not a seller. `MKT.0154`: authentication failed. `APIGW.0301`: the signature is missing, wrong or too old; sent by the gateway.',
    members: { request_id: { type: 'string', description: 'Sent by the gateway.' } },
  },
  notFound: {
    status: 404,
    codes: ['MKT.9001'],
    description:
      "The product or attribute does not exist. In Huawei's usage interface the code `MKT.9001` has another meaning and comes with HTTP 500.",
  },
  throttled: {
    status: 406,
    codes: ['MKT.0250'],
    description: 'Too many requests; the request was not carried out. Retry it later.',
  },
  versionConflict: {
    status: 409,
    codes: ['MKT.0409'],
    description:
      'The configuration has changed since the version in `If-Match`; this request changed nothing.',
    members: { data: { description: 'The current version.', ...object({ version: schemaRef('Version') }) } },
  },
  internalError: {
    status: 500,
    codes: ['MKT.0999'],
    description: 'Server error. Retry the request later.',
  },
} as const satisfies Readonly<Record<string, ErrorAnswer>>;

interface ErrorAnswer {
  readonly status: number;
  readonly codes: readonly string[];
  readonly description: string;
  /** Of the body, beside code and message; may be left out. */
  readonly members?: Readonly<Record<string, object>>;
}

/** Errors of every operation. */
const everywhere = ['refused', 'throttled', 'internalError'] as const;

const productId = { name: 'product_id', in: 'path', required: true, schema: schemaRef('Code') };
const attributeCode = { ...productId, name: 'code' };
const offset = query('offset', { type: 'integer', minimum: 0, default: 0 });
const ifMatch = {
  name: 'If-Match',
  in: 'header',
  description: 'The version that the change was computed from, with or without quotation marks.',
  schema: { type: 'string', minLength: 1 },
};

interface Operation {
  readonly id: string;
  readonly call: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description?: string;
  /** Beside those of the path. */
  readonly parameters?: readonly object[];
  readonly body?: SchemaName;
  readonly answer: keyof typeof answers;
  /** Beside those that come everywhere. */
  readonly errors: readonly (keyof typeof errors)[];
}

const tags = {
  products: 'Products of the seller.',
  configuration: 'Audience, credit control, purchase limits and trials of a product.',
  users: 'Lists of specified users, who may buy, pay with the credit line, or try.',
  stock: 'Stock, counted by specification.',
  attributes: 'Attributes of the seller, for all products.',
};

const operations: readonly Operation[] = [
  {
    id: 'listProducts',
    call: 'GET /products',
    tag: 'products',
    summary: "List the seller's products, sorted by product id",
    parameters: [
      offset,
      query('limit', { type: 'integer', minimum: 1, maximum: maxProductsOfPage, default: 20 }),
      query('status', schemaRef('ProductStatus')),
    ],
    answer: 'productPage',
    errors: ['malformed'],
  },
  {
    id: 'getProduct',
    call: 'GET /products/{product_id}',
    tag: 'products',
    summary: 'Get a product with its specifications',
    answer: 'product',
    errors: ['malformed', 'notFound'],
  },
  {
    id: 'getConfiguration',
    call: 'GET /products/{product_id}/configuration',
    tag: 'configuration',
    summary: 'Get the configuration of a product',
    description: 'Contains the number of users on each list, but not the users.',
    answer: 'configuration',
    errors: ['malformed', 'notFound'],
  },
  {
    id: 'patchConfiguration',
    call: 'PATCH /products/{product_id}/configuration',
    tag: 'configuration',
    summary: 'Change a configuration, completely or not at all',
    description:
      'What the body leaves out stays as it is. Users, up to 10 000 in all lists, are removed and added in the same transaction; attributes are those of the seller: created, or replacing those with the same code. The version grows with a change of the configuration or of a list, and stays the same if nothing changed.',
    parameters: [{ ...ifMatch, required: true }],
    body: 'configurationPatch',
    answer: 'configurationVersion',
    errors: ['malformedOrRule', 'notFound', 'versionConflict'],
  },
  {
    id: 'listUsers',
    call: 'GET /products/{product_id}/specified-users',
    tag: 'users',
    summary: 'List the users on a list, sorted by account id',
    description:
      '`after` continues after an account id, so that a list of any length can be read page by page without duplicates. It excludes `offset`. A page with fewer users than `limit` is the last.',
    parameters: [
      { ...query('list', schemaRef('ListName')), required: true },
      query('sku_code', schemaRef('Code')),
      offset,
      query('limit', { type: 'integer', minimum: 1, maximum: maxUsersOfPage, default: 100 }),
      query('after', { type: 'string', minLength: 1 }),
    ],
    answer: 'userPage',
    errors: ['malformedOrRule', 'notFound'],
  },
  {
    id: 'createUsers',
    call: 'POST /products/{product_id}/specified-users/batch-create',
    tag: 'users',
    summary: 'Add up to 100 users to a list',
    description:
      'Returns a result for each user, in the order of the request. A user without a name or an id, or whose id is on the list under another name, is `rejected`; the others are added to the list. The request can be repeated safely. The version grows once if a user was created.',
    body: 'userCreation',
    answer: 'createdUsers',
    errors: ['malformedOrRule', 'notFound'],
  },
  {
    id: 'deleteUsers',
    call: 'POST /products/{product_id}/specified-users/batch-delete',
    tag: 'users',
    summary: 'Remove up to 100 users from a list',
    description: [
      'Returns a result for each user, in the order of the request. The request can be repeated safely. The version grows once if a user was deleted.',
      'With `If-Match`, users are deleted only if nothing has changed since: when two clients make one list equal to two files at the same time, neither removes users whom the other has added.',
    ].join('\n\n'),
    parameters: [ifMatch],
    body: 'userDeletion',
    answer: 'deletedUsers',
    errors: ['malformedOrRule', 'notFound', 'versionConflict'],
  },
  {
    id: 'adjustStock',
    call: 'POST /products/{product_id}/stock/adjustments',
    tag: 'stock',
    summary: 'Increase or decrease the stock of a specification',
    description:
      '`sku_code` can be left out if the product has only one specification for sale; with several, the request is rejected.',
    body: 'stockAdjustment',
    answer: 'availableStock',
    errors: ['malformedOrRule', 'notFound'],
  },
  {
    id: 'listAttributes',
    call: 'GET /attributes',
    tag: 'attributes',
    summary: "List the seller's attributes, the preset ones first",
    answer: 'attributeList',
    errors: ['malformed'],
  },
  {
    id: 'createAttribute',
    call: 'POST /attributes',
    tag: 'attributes',
    summary: 'Create an attribute',
    description: 'The same attribute can be sent again safely; another one with its code is rejected.',
    body: 'attribute',
    answer: 'attribute',
    errors: ['malformedOrRule'],
  },
  {
    id: 'updateAttribute',
    call: 'PUT /attributes/{code}',
    tag: 'attributes',
    summary: 'Replace the attribute with the same code',
    body: 'attribute',
    answer: 'attribute',
    errors: ['malformedOrRule', 'notFound'],
  },
  {
    id: 'removeAttribute',
    call: 'DELETE /attributes/{code}',
    tag: 'attributes',
    summary: 'Remove an attribute',
    answer: 'removedAttribute',
    errors: ['malformedOrRule', 'notFound'],
  },
];

const description = [
  "**This contract is koo's own. Huawei publishes no API for seller configuration**: specified users, credit control, stock, purchase limits, trials and attributes can only be changed in the seller console. The contract gives these operations an HTTP form in the style of KooGallery's open API, so that koo can change them from a terminal. koo's sandbox implements it, and so can your own endpoint (`--endpoint`); koo sends none of these requests to Huawei's sites.",
  '**Signature.** AK/SK (`SDK-HMAC-SHA256`) as for the rest of the open API; requests and responses are JSON in UTF-8.',
  '**Envelope.** Every response is `{error_code, error_msg, data?}`. `MKT.0000` is success. A request that does not match the schemas below gets `MKT.0101`; one that matches but breaks a rule gets `MKT.0199`, whose `error_msg` names the field and the rule, and whose `data.faults` lists all broken rules. The API gateway responds in its own envelope (`APIGW.0301` for a wrong signature, `APIGW.0308` when throttled, `APIGW.0101` for an unknown path).',
  '**Versions.** A configuration has a version, which grows with every change of the configuration or of a list of users; stock and attributes do not change it. A PATCH names the version it was computed from and is rejected if that is not the current one.',
  '**Retries.** Every request can be sent again if its response was lost. A `request_id` is applied once: the same request with the same id gets the same response, and another request with that id is rejected (`MKT.0199`). A rejected request is not remembered.',
].join('\n\n');

/** The contract of the seller configuration as an OpenAPI document: the text of `docs/api/seller-config.openapi.yaml`. */
export function sellerOpenApiText(): string {
  const document = new Document(
    {
      openapi: '3.1.0',
      info: {
        title: 'Seller configuration',
        version: '1.0.0',
        summary: "Who may buy a product, and how - koo's own contract, not published by Huawei.",
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [
        {
          url: 'http://127.0.0.1:8788/api/mkp-openapi-public/global/v1',
          description: 'koo sandbox start',
        },
      ],
      security: [{ aksk: [] }],
      tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
      paths: paths(),
      components: {
        securitySchemes: {
          aksk: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description:
              '`SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…` with the header `X-Sdk-Date`, see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html.',
          },
        },
        responses: { ...mapped(answers, answerResponse), ...mapped(errors, errorResponse) },
        schemas: toJsonSchemaDefs(schemas, {
          target: 'draft-2020-12',
          typeMode: 'output',
          ignoreActions: ['check'],
          overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
          overrideSchema: ({ jsonSchema: { required, propertyNames, ...schema } }) => ({
            ...schema,
            ...(required && required.length > 0 && { required }),
            // Keys are always strings.
            ...(typeof propertyNames === 'object' && '$ref' in propertyNames && { propertyNames }),
          }),
        }),
      },
    },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore =
    ' Made by `npm run generate` from src/seller/contract.ts and scripts/seller-openapi.ts.';
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.length > 100) node.type = 'BLOCK_FOLDED';
    },
    // Short collections are written on one line.
    Collection: (_, node) => {
      const length = JSON.stringify(node.toJSON()).length;
      if (length <= 80) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, blockQuote: 'folded', flowCollectionPadding: true });
}

function paths(): object {
  const items: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const [method = '', path = ''] = operation.call.split(' ');
    items[path] ??= pathParameters(path);
    items[path][method.toLowerCase()] = operationObject(operation);
  }
  return items;
}

function pathParameters(path: string): Record<string, object> {
  if (path.includes('{product_id}')) return { parameters: [productId] };
  return path.includes('{code}') ? { parameters: [attributeCode] } : {};
}

function operationObject({ id, tag, summary, answer, body, ...more }: Operation): object {
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(more.description !== undefined && { description: more.description }),
    ...(more.parameters && { parameters: more.parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaRef(capitalised(body))) } }),
    responses: {
      200: responseRef(answer),
      ...Object.fromEntries(
        [...more.errors, ...everywhere].map((name) => [errors[name].status, responseRef(name)]),
      ),
    },
  };
}

function answerResponse(text: string, data: string): object {
  const { properties, required } = envelope(['MKT.0000']);
  const schema = object({ ...properties, data: schemaRef(capitalised(data)) });
  return { description: text, content: json({ ...schema, required: [...required, 'data'] }) };
}

function errorResponse({ description: text, codes, members }: ErrorAnswer): object {
  const schema = envelope(codes);
  return {
    description: text,
    content: json({ ...schema, properties: { ...schema.properties, ...members } }),
  };
}

function envelope(codes: readonly string[]) {
  return object({
    error_code: codes.length === 1 ? { const: codes[0] } : { enum: codes },
    error_msg: { type: 'string' },
  });
}

/** An object with all of these members. */
function object(properties: Readonly<Record<string, object>>) {
  return { type: 'object', required: Object.keys(properties), properties };
}

function query(name: string, schema: object) {
  return { name, in: 'query', schema };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}

function schemaRef(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function responseRef(name: string) {
  return { $ref: `#/components/responses/${capitalised(name)}` };
}

function mapped<T>(table: Readonly<Record<string, T>>, to: (value: T, name: string) => object): object {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [capitalised(name), to(value, name)]),
  );
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
