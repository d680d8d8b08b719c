import { expect, test, vi } from 'vitest';
import { performOnce } from '../../src/console/forms.ts';
import type { Done, View } from '../../src/console/model.ts';
import type { Session } from '../../src/console/sessions.ts';
import { usageError } from '../../src/errors/koo-error.ts';
import { verbatim } from '../../src/text/translate.ts';

const done: Done = { said: verbatim('done') };

/** Forms of one session, each of which ends when the test says how. */
function openForms() {
  const sent: Session['sent'] = new Map();
  const perform = vi.fn();
  const send = (fields: string, path = '/buy') => {
    const { promise, resolve, reject } = Promise.withResolvers<Done | View>();
    const call = { path, params: {}, query: new URLSearchParams(), form: new URLSearchParams(fields) };
    const one = performOnce(sent, call, (own) => {
      perform(own.form.toString());
      return promise;
    });
    return { ...one, resolve, reject };
  };
  return { perform, send };
}

test('a form that is sent twice at once is performed once, and both end in the same way', async () => {
  const { perform, send } = openForms();
  const first = send('form=1&count=1');
  const second = send('form=1&count=1');
  first.resolve(done);
  expect(await Promise.all([first.outcome, second.outcome])).toEqual([done, done]);
  expect(perform.mock.calls).toEqual([['count=1']]);
});

test('a form that is sent after it was performed is not performed again, and says so', async () => {
  const { perform, send } = openForms();
  const first = send('form=1&count=1');
  first.resolve(done);
  await first.outcome;
  expect(await send('form=1&count=1').outcome).toMatchObject({
    said: { en: 'The form was already sent; it was not processed again.' },
    tone: 'warn',
  });
  expect(perform).toHaveBeenCalledTimes(1);
});

test('another value, another page, and a page that was rendered again are other forms', () => {
  const { perform, send } = openForms();
  send('form=1&count=1');
  send('form=1&count=2');
  send('form=2&count=1');
  send('form=1&count=1', '/clock');
  expect(perform).toHaveBeenCalledTimes(4);
});

test('a form that was refused, or that changed nothing, may be sent again', async () => {
  const { perform, send } = openForms();
  const refused = send('form=1&count=x');
  const again = send('form=1&count=x');
  again.call.form.set('count', 'cleaned');
  expect(refused.call.form.get('count')).toBe('cleaned');
  refused.reject(usageError('WRONG', verbatim('wrong'), verbatim('hint')));
  await expect(again.outcome).rejects.toThrow('wrong');
  const shown = send('form=1&count=x');
  shown.resolve({ title: 'Shown', body: '' });
  await shown.outcome;
  send('form=1&count=x');
  expect(perform).toHaveBeenCalledTimes(3);
});

test('a program that sends no number of a page is not held back', () => {
  const { perform, send } = openForms();
  send('count=1');
  send('count=1');
  expect(perform).toHaveBeenCalledTimes(2);
});
