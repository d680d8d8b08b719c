import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './sentences.ts';

/** The files of the sources that hold Chinese, and why it is no text for a reader. */
const constants: Readonly<Record<string, string>> = {
  'src/callback/checks/verification.ts': 'values that are sent',
  'src/callback/exploration/forms.ts': 'values that are sent',
  'src/callback/merchant/instances.ts': 'a value of the reference merchant',
  'src/callback/probe/diagnose-reply.ts': 'words recognised in the error page of a server',
  'src/callback/probe/diagnose-signing.ts': 'words recognised in the resultMsg of a server',
  'src/callback/protocols/kit-fields.ts': 'sample values',
  'src/callback/protocols/v1-fields.ts': 'sample values',
  'src/callback/protocols/v2-fields.ts': 'sample values of the mock orders',
  'src/cli/prompts.ts': 'an answer that is recognised',
  'src/codes/recognise.ts': 'words recognised in logs',
  'src/codes/search.ts': 'words recognised in a query',
  'src/console/shell.tsx': 'the name of the language',
  'src/guides/markdown.ts': 'headings of the guides',
  'src/openapi/usage-response-names.ts': 'words recognised in the message of a server',
  'src/product/document/schema.ts': "the console's labels in the JSON Schema",
  'src/sandbox/market/kit/made-up.ts': 'names that are sent',
  'src/seller/settings/attribute.ts': 'a Chinese name in an example',
  'src/seller/worksheet/console.ts': "the console's menus and labels",
  'src/signing/mistakes/v1/body-sign.ts': 'messages that merchants send',
  'src/sso/probe/world.ts': 'names of people who log in',
  'src/text/translate.ts': 'how a list is joined',
  'src/usage/record/fields.ts': 'headings that are recognised',
  'src/users/cli/ask.ts': 'an answer that is recognised',
  'src/users/cli/flags.ts': 'headings that are recognised',
  'src/users/read-table.ts': 'the footer of a console table',
  'src/users/rows.ts': 'headings that are recognised',
};

it('holds no Chinese but constants of the wire, recognised words and labels of the console', () => {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\p{Script=Han}/u.test(readFileSync(join(root, file), 'utf8')));
  expect(files.sort()).toEqual(Object.keys(constants));
});
