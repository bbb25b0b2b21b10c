import { describe, expect, it } from 'vitest';
import { formInputs, type JsonSchema } from './schema';

const label = (zh: string, en: string) => ({ zh, en });
const schema: JsonSchema = {
  type: 'object',
  required: ['name', 'type', 'until'],
  $defs: {
    TermForm: {
      type: 'object',
      required: ['valid_from'],
      properties: {
        valid_from: { type: 'string', format: 'date', 'x-label': label('起', 'From') },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    },
  },
  properties: {
    name: { type: 'string', maxLength: 200, 'x-label': label('名称', 'Name'), 'x-order': 2 },
    type: { type: 'string', format: 'uuid', 'x-ref': 'credential_type', 'x-type': 'ref', 'x-order': 1 },
    until: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }], 'x-type': 'date' },
    markets: { type: 'array', items: { type: 'string', format: 'uuid' }, 'x-ref': 'market', 'x-type': 'ref' },
    lang: { enum: ['zh', 'en'], 'x-options': [{ value: 'zh', label: label('中文', 'Chinese') }] },
    terms: { type: 'array', items: { $ref: '#/$defs/TermForm' } },
    grants: { type: 'array', items: { $ref: '#/$defs/TermForm' }, 'x-type': 'json' },
    fee: { anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'null' }], default: null },
    active: { type: 'boolean', default: true },
    tags: { type: 'array', items: { type: 'string' } },
  },
};

describe('a form from its JSON schema', () => {
  const inputs = Object.fromEntries(formInputs(schema).map((input) => [input.name, input]));

  it('keeps the order that was asked for', () => {
    const names = formInputs(schema).map((input) => input.name);
    expect(names.indexOf('type')).toBeLessThan(names.indexOf('name'));
  });

  it('knows each input', () => {
    expect(inputs.name).toMatchObject({ type: 'text', required: true, label: { zh: '名称', en: 'Name' } });
    expect(inputs.type).toMatchObject({ type: 'ref', ref: 'credential_type' });
    expect(inputs.until).toMatchObject({ type: 'date', nullable: true, required: false });
    expect(inputs.markets).toMatchObject({ type: 'many', ref: 'market' });
    expect(inputs.lang).toMatchObject({ type: 'choice', options: [{ value: 'zh' }] });
    expect(inputs.fee).toMatchObject({ type: 'number', nullable: true });
    expect(inputs.active).toMatchObject({ type: 'bool', default: true, required: false });
    expect(inputs.tags).toMatchObject({ type: 'texts' });
  });

  it('takes days as numbers, not as JSON', () => {
    const days = { type: 'array', items: { type: 'integer' }, 'x-type': 'json' };
    expect(formInputs({ type: 'object', properties: { days } } as never)[0]?.type).toBe('numbers');
  });

  it('reads lists of objects, also where the server only hints at JSON', () => {
    for (const name of ['terms', 'grants']) {
      expect(inputs[name]?.type).toBe('list');
      expect(inputs[name]?.inputs?.map((input) => input.type)).toEqual(['date', 'text']);
    }
  });
});
