import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { licenseUploaded } from '../../market/life/licenses.ts';
import { sql, transaction } from '../../state/database.ts';
import {
  type ApiCall,
  assertContentType,
  assertNoQuery,
  assertSeller,
  checkFields,
  contextOf,
  missing,
  optional,
  type Route,
  readJson,
  required,
  textOf,
} from '../gateway/call.ts';
import { apiError } from '../gateway/codes.ts';

const wrong = 'CBC.0101';
const fields = [
  required('type', 10),
  optional('characters', 1024),
  optional('sha256', 1024),
  optional('file_name', 1024),
];

const requestPart = 'isvUpdateFileReq';

/**
 * Upload of a licence, as a string or a file, for an event that KooGallery asked for with `getLicenseAsync`. What
 * becomes of a second upload, and which code an unknown event gets, is not documented: here it replaces the first, and
 * is an invalid parameter.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649351.html
 */
export const eventRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/mkp-openapi-public/global/v1/market-event/:parameter/file',
    family: 'event',
    handle: upload,
  },
];

async function upload(call: ApiCall): Promise<JsonObject> {
  assertNoQuery(call.url, wrong);
  const form = await readForm(call);
  const request = await readRequest(form);
  const file = form.get('file');
  const delivery = isFile(file) ? await fileDelivery(request, file) : textDelivery(request, form);
  store(call, delivery);
  return {};
}

interface Delivery {
  readonly type: string;
  readonly characters: string | null;
  readonly file: Uint8Array | null;
  readonly fileName: string | null;
}

async function readForm({ headers, body }: ApiCall): Promise<FormData> {
  assertContentType(headers, 'multipart/form-data', wrong);
  const type = headers.get('content-type') ?? '';
  const form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw apiError(wrong, both('the form cannot be read'));
    });
  for (const name of form.keys()) {
    const once = form.getAll(name).length === 1;
    if (once && [requestPart, 'file'].includes(name)) continue;
    throw apiError(wrong, both('unexpected form part {part}', { part: name.slice(0, 100) }));
  }
  return form;
}

async function readRequest(form: FormData): Promise<JsonObject> {
  const part = form.get(requestPart);
  if (part === null) throw apiError(wrong, missing(requestPart));
  // A part with a file name is a file, even when it contains JSON.
  const bytes = isFile(part) ? new Uint8Array(await part.arrayBuffer()) : Buffer.from(part);
  const request = readJson(bytes, wrong);
  checkFields(request, fields, wrong);
  const type = textOf(request, 'type');
  if (type !== 'CHARACTERS' && type !== 'FILE')
    throw apiError(wrong, both('type must be CHARACTERS or FILE'));
  return request;
}

function isFile(part: File | string | null): part is File {
  return part !== null && typeof part !== 'string';
}

function textDelivery(request: JsonObject, form: FormData): Delivery {
  if (request.type === 'FILE' || form.has('file')) throw apiError(wrong, missing('file'));
  const characters = textOf(request, 'characters');
  if (characters.trim() === '') throw apiError('91381037', missing('characters'));
  return { type: 'CHARACTERS', characters, file: null, fileName: null };
}

async function fileDelivery(request: JsonObject, file: File): Promise<Delivery> {
  if (request.type !== 'FILE') throw apiError(wrong, both('a file requires type FILE'));
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) throw apiError('91381037', both('the file is empty'));
  const sha256 = textOf(request, 'sha256');
  if (sha256 === '') throw apiError(wrong, missing('sha256'));
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (sha256.toLowerCase() !== actual)
    throw apiError(wrong, both("the file's SHA-256 is {actual}", { actual }));
  const fileName = textOf(request, 'file_name') || file.name;
  return { type: 'FILE', characters: null, file: bytes, fileName };
}

function store(call: ApiCall, { type, characters, file, fileName }: Delivery): void {
  assertSeller(call, '91380150');
  const { account, parameter, database } = call;
  if (parameter.length > 64) throw apiError(wrong, both('event_id is longer than 64 characters'));
  transaction(database, () => {
    const event = sql(database)`SELECT seller, state FROM events WHERE id = ${parameter}`.get();
    if (!event) throw apiError(wrong, both('event {id} does not exist', { id: parameter }));
    if (event.seller !== account.id) throw apiError('CBC.0150', both('the event belongs to another seller'));
    if (event.state === 'denied') throw apiError('91381038');
    if (event.state === 'exhausted') throw apiError('91381035');
    sql(database)`UPDATE events SET state = 'delivered', type = ${type}, characters = ${characters},
      file = ${file}, file_name = ${fileName} WHERE id = ${parameter}`.run();
    licenseUploaded(contextOf(call), parameter);
  });
}
