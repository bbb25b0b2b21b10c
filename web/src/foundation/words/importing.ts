export const IMPORTING = {
  'import.title': ['导入表格', 'Import a spreadsheet'],
} as const;
