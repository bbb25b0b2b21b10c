import { describe, expect, it } from 'vitest';
import type { FormInput, InputType } from '@/foundation/schema';
import { changesOf, formPath, payloadOf, startValues, unchanged } from './payload';

function input(name: string, type: InputType, more: Partial<FormInput> = {}): FormInput {
  return { name, label: { zh: name, en: name }, type, required: false, nullable: true, order: 0, ...more };
}

describe('between a form and the server', () => {
  it('an edit starts from what is there: ids for links, lists for lines', () => {
    const inputs = [input('issuer', 'ref'), input('standards', 'texts'), input('custom', 'custom')];
    const values = {
      issuer: { id: 'a1', label: 'TÜV' },
      standards: 'EN 62368-1\nEN 55032；EN 55035',
      x_batch: 'A-7',
    };
    expect(startValues('amend', inputs, values)).toEqual({
      issuer: 'a1',
      standards: ['EN 62368-1', 'EN 55032', 'EN 55035'],
      custom: { batch: 'A-7' },
    });
    expect(startValues('suspend', inputs, values)).toEqual({});
  });

  it('an edit sends what it changes and what the form demands, nothing else', () => {
    const inputs = [
      input('code', 'text', { required: true }),
      input('notes', 'longtext'),
      input('cost', 'money'),
    ];
    const before = { code: 'N', notes: 'old', cost: '5' };
    expect(changesOf(inputs, { code: 'N', notes: 'new', cost: '5' }, before)).toEqual({
      code: 'N',
      notes: 'new',
    });
  });

  it('emptying a field is a change; never filling it is none', () => {
    const inputs = [input('notes', 'longtext'), input('valid_to', 'date')];
    const sent = payloadOf(inputs, { notes: '', valid_to: undefined });
    expect(sent).toEqual({ notes: null });
    expect(changesOf(inputs, sent, { notes: 'old' })).toEqual({ notes: null });
    expect(changesOf(inputs, sent, {})).toEqual({});
  });

  it('what is as it was needs no saving, required fields or not', () => {
    const before = { code: 'N', notes: null, papers: ['a'] };
    expect(unchanged({ code: 'N', papers: ['a'] }, before)).toBe(true);
    expect(unchanged({ code: 'N', papers: ['a', 'b'] }, before)).toBe(false);
    expect(unchanged({ papers: ['a'] }, before)).toBe(false);
  });

  it('a refusal finds its input', () => {
    const inputs = [input('terms', 'list'), input('custom', 'custom')];
    expect(formPath('body.terms.0.valid_to', inputs)).toEqual(['terms', 0, 'valid_to']);
    expect(formPath('nothing', [input('terms', 'list')])).toBeNull();
  });
});
