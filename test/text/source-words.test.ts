import { expect, it } from 'vitest';
import { sourceLink, sourcesText, sourceText } from '../../src/text/source-words.ts';

const credit = 'https://www.huaweicloud.com/s/JWNjZSDorr7nva5jdHJsJQ';
const manual = 'https://support.huaweicloud.com/eu/sp-marketplace/sp_topic_0000126.html';

it('formats a page of the site search as its topic, without URL', () => {
  expect(sourceText(credit)).toEqual({
    en: 'Huawei\'s help for merchants, topic "Credit Control", as indexed by Huawei\'s site search; the page may have changed',
    zh: '华为云商家帮助《信控设置》（搜索收录页，内容可能已变）',
  });
  expect(sourceText('https://huaweicloud.com/s/JWV4/t_30_p_9/JeS6keWVhuW6lyU').zh).toBe(
    '华为云商家帮助（搜索收录页，内容可能已变）',
  );
  expect(sourceLink(credit, { en: '1', zh: '1' })).toEqual(sourceText(credit));
});

it('formats every other page as its URL', () => {
  expect(sourceText(manual)).toEqual({ en: manual, zh: manual });
  expect(sourceLink(manual, { en: 'Huawei', zh: '华为云' }).zh).toBe(`[华为云](${manual})`);
  expect(sourcesText([manual, credit, manual]).zh).toBe(`${manual} · ${sourceText(credit).zh}`);
});
