export const IMPORTING = {} as const;
