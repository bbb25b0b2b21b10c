import { Button, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { ImportRun, ImportTable, MappingChange } from '@/api/imports';
import { formatNumber } from '@/foundation/numbers';
import { Panel } from '@/ui/Panel';
import { useLang, useWords } from '@/ui/words';

const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16', 'shift_jis', 'windows-1252'];

/** Which table of the file is read, from which heading row, in which encoding. */
export function TableChoice({
  run,
  table,
  busy,
  onChange,
}: {
  run: ImportRun;
  table: ImportTable;
  busy: boolean;
  onChange: (body: MappingChange) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const [correcting, setCorrecting] = useState(false);
  const isText = run.reading.encoding !== undefined;

  function words(one: ImportTable): string {
    const rows = formatNumber(one.rows, lang);
    const sheet =
      one.title && one.title !== one.sheet_name ? `${one.sheet_name} · ${one.title}` : one.sheet_name;
    const header = one.header_rows.join('–');
    return header
      ? say('import.tableOption', { sheet, header, rows })
      : say('import.tableNoHeader', { sheet, rows });
  }

  function use(id: string): void {
    const next = run.tables.find((one) => one.id === id);
    if (!next) return;
    const header = next.header_rows[0] ?? 0;
    onChange({ sheet: next.sheet, header_row: header, last_header_row: next.header_rows.at(-1) ?? header });
  }

  return (
    <Panel>
      <div className="table-choice">
        <label htmlFor="import-table">{say('import.table')}</label>
        <Select
          id="import-table"
          value={table.id}
          loading={busy}
          onChange={use}
          options={run.tables.map((one) => ({ value: one.id, label: words(one) }))}
        />
        {isText && (
          <>
            <label htmlFor="import-encoding">{say('import.encoding')}</label>
            <Select
              id="import-encoding"
              value={run.reading.encoding}
              onChange={(encoding) => onChange({ reading: { ...run.reading, encoding } })}
              options={[...new Set([run.reading.encoding ?? 'utf-8', ...ENCODINGS])].map((one) => ({
                value: one,
                label: one,
              }))}
            />
          </>
        )}
        <Button type="link" onClick={() => setCorrecting(!correcting)} aria-expanded={correcting}>
          {say('import.headerWrong')}
        </Button>
      </div>
      {correcting && <HeaderRow run={run} table={table} busy={busy} onChange={onChange} />}
    </Panel>
  );
}

function HeaderRow({
  run,
  table,
  busy,
  onChange,
}: {
  run: ImportRun;
  table: ImportTable;
  busy: boolean;
  onChange: (body: MappingChange) => void;
}) {
  const say = useWords();
  const [sheet, setSheet] = useState(table.sheet);
  const [row, setRow] = useState(table.header_rows[0] ?? 1);
  return (
    <div className="table-choice">
      {run.sheets.length > 1 && (
        <>
          <label htmlFor="import-sheet">{say('import.headerSheet')}</label>
          <Select
            id="import-sheet"
            value={sheet}
            onChange={setSheet}
            options={run.sheets.map((one) => ({ value: one.index, label: one.name }))}
          />
        </>
      )}
      <label htmlFor="import-header">{say('import.headerRow')}</label>
      <InputNumber
        id="import-header"
        min={0}
        precision={0}
        value={row}
        onChange={(next) => setRow(next ?? 0)}
      />
      <Button loading={busy} onClick={() => onChange({ sheet, header_row: row })}>
        {say('import.headerUse')}
      </Button>
    </div>
  );
}
