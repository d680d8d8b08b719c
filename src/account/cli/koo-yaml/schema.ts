import * as v from 'valibot';

const text = (description: string) => v.pipe(v.string(), v.minLength(1), v.description(description));

const skip = v.strictObject({
  id: text('Id of a check, such as V2-AUTH-STALE; * stands for any text.'),
  reason: text('Why it does not matter here; the report shows it.'),
});

const callback = v.strictObject({
  url: v.optional(text('Production address of the callback server.')),
  protocols: v.optional(
    v.pipe(
      v.array(v.picklist(['v1', 'v1-kit', 'v2', 'v2-kit', 'license-code', 'online-license', 'order-notify'])),
      v.minLength(1),
      v.description('Protocols the server speaks.'),
    ),
  ),
  sale: v.optional(
    v.pipe(
      v.picklist(['period', 'on-demand', 'one-time']),
      v.description('How the product is sold; decides which activities are due.'),
    ),
  ),
  joint: v.optional(v.pipe(v.boolean(), v.description('A joint-operation product.'))),
  encrypt: v.optional(
    v.pipe(v.picklist(['aes256', 'aes128']), v.description('Key length of sensitive fields (V1).')),
  ),
  require: v.optional(
    v.pipe(v.array(text('Activity.')), v.description('Optional activities that must be offered.')),
  ),
  skip: v.optional(v.pipe(v.array(skip), v.description('Checks to leave out.'))),
  set: v.optional(
    v.pipe(
      v.record(v.string(), v.string()),
      v.description('Values that only the merchant knows: name or activity.name to value.'),
    ),
  ),
});

/** What `koo.yaml` may hold. Never a secret: it is a file to commit. */
export const configSchema = v.pipe(
  v.strictObject({
    profile: v.optional(text('Profile whose keys are used.')),
    site: v.optional(
      v.pipe(v.picklist(['cn', 'intl', 'eu', 'sandbox']), v.description('Site that is called.')),
    ),
    callback: v.optional(v.pipe(callback, v.description('Settings of `koo callback`.'))),
  }),
  v.title('koo.yaml'),
  v.description('Settings of koo, the command line for merchants on Huawei Cloud KooGallery.'),
);

export type Config = v.InferOutput<typeof configSchema>;
