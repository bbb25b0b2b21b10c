import { describe, expect, it } from 'vitest';
import { textOf } from './taking';

const GBK = [0xd6, 0xd0]; // 中
const ascii = (text: string) => [...text].map((one) => one.charCodeAt(0));

describe('the text of a file', () => {
  it('is read in the encoding the file declares', async () => {
    const head = '<?xml version="1.0" encoding="GBK"?><a>';
    expect(await textOf(new Blob([new Uint8Array([...ascii(head), ...GBK])]))).toBe(`${head}中`);
    expect(await textOf(new Blob(['<a>中']))).toBe('<a>中');
    expect(await textOf(new Blob(['<?xml version="1.0" encoding="no-such"?>中']))).toContain('中');
  });

  it('is read as UTF-16 where it begins so', async () => {
    const little = new Uint8Array([0xff, 0xfe, 0x2d, 0x4e]);
    expect(await textOf(new Blob([little]))).toBe('中');
  });
});
