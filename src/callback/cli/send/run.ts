import { resolveKeys } from '../../../account/cli/keys.ts';
import type { Config } from '../../../account/cli/koo-yaml/document.ts';
import { loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import { readInput } from '../../../cli/files/text-input.ts';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { chooseActivity } from '../../delivery/choose.ts';
import { createDeliverer } from '../../delivery/deliver.ts';
import { encodeValues } from '../../delivery/encode-values.ts';
import { freshId, freshIv, freshNonce } from '../../delivery/fresh.ts';
import { type Prepared, prepare, send } from '../../delivery/send.ts';
import { applyChanges, applySettings, readData } from '../../delivery/values.ts';
import { protocols } from '../../protocols/index.ts';
import { sampleValues } from '../../protocols/samples.ts';
import { validateValues } from '../../protocols/validate.ts';
import { textOf } from '../../sign.ts';
import { dryReport, reportOf, type SendReport } from '../../suite/send-report.ts';
import type { SendOptions } from '../flags.ts';
import { keyFor, readRsaKeyFile } from '../keys.ts';

/**
 * Makes one delivery as it was asked for: flags go before koo.yaml, koo.yaml before defaults.
 *
 * @param notice tells the user something beside the result
 * @throws KooError for what cannot be understood
 */
export async function runSend(
  name: string,
  url: string | undefined,
  options: SendOptions,
  notice: (text: Localized) => void,
): Promise<SendReport> {
  const settings = (await loadConfig(options.config)).config.callback ?? {};
  const { prepared, key } = await prepareDelivery(name, url, options, settings, notice);
  if (options['dry-run']) return dryReport(prepared, options.tamper);
  const timeoutMs = options.timeout * 1000;
  const deliverer = createDeliverer({ timeoutMs, env: process.env });
  try {
    const exchange = await send(prepared, key, deliverer.deliver);
    return await reportOf(exchange, { key, tampering: options.tamper, timeoutMs });
  } finally {
    await deliverer.close();
  }
}

async function prepareDelivery(
  name: string,
  url: string | undefined,
  options: SendOptions,
  settings: NonNullable<Config['callback']>,
  notice: (text: Localized) => void,
): Promise<{ prepared: Prepared; key: string }> {
  const { protocol, activity } = chooseActivity(protocols, name, {
    protocol: options.protocol,
    preferred: settings.protocols ?? [],
  });
  const target = url ?? settings.url;
  if (target === undefined) throw noUrl();
  const data =
    options.data === undefined ? undefined : readData(textOf(await readInput(options.data, options)));
  const key = keyFor(await resolveKeys(options), protocol, notice);
  const now = new Date();
  const samples = sampleValues(activity, {
    now,
    sale: options.sale ?? settings.sale ?? 'period',
    id: freshId,
  });
  const values = applyChanges(
    protocol,
    activity,
    applySettings(protocol, activity, samples, settings.set ?? {}),
    {
      ...(data && { data }),
      set: options.set ?? [],
      unset: options.unset ?? [],
      allowUnknown: options['allow-unknown'],
    },
  );
  const publicKeyFile = options['rsa-public-key'];
  const encoded = encodeValues(activity, values, {
    key,
    bits: (options.encrypt ?? settings.encrypt) === 'aes128' ? 128 : 256,
    iv: freshIv,
    ...(publicKeyFile !== undefined && {
      rsaPublicKey: await readRsaKeyFile('rsa-public-key', publicKeyFile),
    }),
  });
  for (const { message } of validateValues(activity.request, encoded)) notice(sentAllTheSame(message));
  const prepared = prepare({
    protocol,
    activity,
    target,
    values: encoded,
    key,
    timestamp: options.timestamp ?? protocol.timestamp(now),
    nonce: options.nonce ?? freshNonce(),
    tampering: options.tamper,
  });
  return { prepared, key };
}

function sentAllTheSame({ en, zh }: Localized): Localized {
  return { en: `Sent although ${en}.`, zh: `${zh}，仍按给出的值发送。` };
}

function noUrl(): KooError {
  return usageError(
    'NO_URL',
    { en: 'There is no address to send to', zh: '没有要发送的地址' },
    {
      en: 'Give the production address, or put it into koo.yaml (callback.url).',
      zh: '请给出生产接口地址，或写入 koo.yaml（callback.url）。',
    },
  );
}
