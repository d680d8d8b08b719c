import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { confirmImpact, confirmOrCancel } from '../../../src/seller/cli/confirm-impact.ts';
import { both } from '../../../src/text/translate.ts';
import { hostOf } from '../../support/host.ts';

/** A terminal to type on. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  output.end = () => output;
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += stripVTControlCharacters(text);
  });
  const type = async (awaited: string, text: string) => {
    await expect.poll(() => shown.replaceAll(/\s+/g, ' ')).toContain(awaited);
    shown = '';
    await sleep(5);
    input.write(text);
  };
  return { context: { ...hostOf(vi.fn()), input, output } as const, type };
}

const ask = { yes: false, 'no-input': false };
const impact = [{ en: 'Nobody can buy.', zh: '无人可以购买。' }];
const question = 'Nobody can buy. ? Type P1 to confirm (Enter cancels):';

describe('the impact on buyers', () => {
  it('is confirmed by typing the id of the product; yes is not enough', async () => {
    const { context, type } = terminal();
    const done = confirmImpact(impact, 'P1', ask, context);
    await type(question, 'y\r');
    await type('This is not P1.', '\x7fP1\r');
    await done;
  });

  it('is cancelled when nothing is typed', async () => {
    const { context, type } = terminal();
    const done = expect(confirmImpact(impact, 'P1', ask, context)).rejects.toMatchObject({
      facts: { category: 'interrupted', code: 'CANCELLED' },
    });
    await type(question, '\r');
    await done;
  });

  it('is printed, without a question, with --yes', async () => {
    const { context } = terminal();
    await confirmImpact(impact, 'P1', { ...ask, yes: true }, context);
    expect(context.notice).toHaveBeenCalledWith(expect.objectContaining({ en: '! Nobody can buy.' }));
  });

  it('says why koo cannot ask', async () => {
    const { context } = terminal();
    const hint = (text: string) => ({
      facts: { code: 'MISSING_VALUE', hint: { en: expect.stringContaining(text) } },
    });
    await expect(confirmImpact(impact, 'P1', { ...ask, 'no-input': true }, context)).rejects.toMatchObject(
      hint('koo does not ask with --no-input; add --yes to confirm'),
    );
    const change = both('The list will be empty.');
    await expect(confirmOrCancel(impact[0]!, ask, hostOf(), change)).rejects.toMatchObject({
      facts: {
        message: { en: 'This change must be confirmed: The list will be empty' },
        hint: { en: expect.stringContaining('There is no terminal to ask on') },
      },
    });
  });
});
