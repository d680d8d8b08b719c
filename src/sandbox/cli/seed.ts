import { parseDocument } from 'yaml';
import { KooError } from '../../errors/koo-error.ts';
import { readSeed, type Seed } from '../seed/seed.ts';

/**
 * Seed data from the text of a JSON or YAML file.
 *
 * @throws KooError (usage, `INVALID_SEED`)
 */
export function seedOf(text: string): Seed {
  const document = parseDocument(text, { prettyErrors: false });
  const [broken] = document.errors;
  if (broken) throw invalidSeed(`not YAML or JSON (${broken.code})`, `不是 YAML 或 JSON（${broken.code}）`);
  const read = readSeed(document.toJS() ?? {});
  if ('seed' in read) return read.seed;
  const { at, fault, expected } = read;
  const wanted = expected.replaceAll('"', '');
  if (fault === 'missing') throw invalidSeed(`${at} is missing`, `缺少 ${at}`);
  if (fault === 'unknown') throw invalidSeed(`unknown name ${at}`, `未知的名称 ${at}`);
  const [en, zh] = at === '' ? ['', ''] : [`${at}: `, `${at}：`];
  throw invalidSeed(`${en}expected ${wanted}`, `${zh}应为 ${wanted}`);
}

function invalidSeed(en: string, zh: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'INVALID_SEED',
    message: { en: `The seed data is wrong: ${en}`, zh: `种子数据有误：${zh}` },
    hint: {
      en: 'It has the lists instances, licenses, events, orders, products and attributes; see koo sandbox seed --help.',
      zh: '应包含 instances、licenses、events、orders、products、attributes 列表；参见 koo sandbox seed --help。',
    },
  });
}
