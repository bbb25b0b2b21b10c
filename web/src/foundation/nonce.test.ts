import { describe, expect, it } from 'vitest';
import { nonceIn } from './nonce';

describe('the nonce of the page', () => {
  it('is taken whatever it begins with', () => {
    expect(nonceIn('__X2IsLHdIlnCqDE51BNjg')).toBe('__X2IsLHdIlnCqDE51BNjg');
    expect(nonceIn('aX2IsLHdIlnCqDE51BNjg')).toBe('aX2IsLHdIlnCqDE51BNjg');
  });

  it('is none where no server put one', () => {
    expect(nonceIn('__CSP_NONCE__')).toBeUndefined();
    expect(nonceIn('')).toBeUndefined();
    expect(nonceIn(undefined)).toBeUndefined();
  });
});
