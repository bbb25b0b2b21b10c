import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Progress, Select, Upload } from 'antd';
import { useState } from 'react';
import { useCatalogue } from '@/api/catalogue';
import { startImport, templateAddress } from '@/api/imports';
import { useMay } from '@/api/session';
import type { KindSpec } from '@/foundation/catalogue';
import { learnWords } from '@/foundation/i18n';
import { IMPORTING } from '@/foundation/words/importing';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { RecentImports } from './RecentImports';

learnWords(IMPORTING);

const FIRST = ['credential', 'organisation', 'product', 'person', 'equipment', 'site', 'project'];
const ACCEPT = '.xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,.json';

function rank(kind: KindSpec): number {
  const at = FIRST.indexOf(kind.name);
  return at < 0 ? FIRST.length : at;
}

/** Where an import begins: what it becomes, and the file. */
export function ImportStartPage() {
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ from: '/app/import' });
  const { kinds } = useCatalogue();
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  useTitle(say('import.title'));
  const offered = kinds
    .filter(
      (kind) =>
        kind.group !== 'work' &&
        kind.actions.some((action) => action.creates && may(kind.name, action.name)) &&
        !['api_token', 'saved_view', 'alert_policy', 'role', 'custom_field'].includes(kind.name),
    )
    .sort((a, b) => rank(a) - rank(b));
  const [chosen, setChosen] = useState(search.kind);
  const kind = offered.find((one) => one.name === chosen) ?? offered[0];
  if (!kind) return <EmptyState title={say('import.title')} help={say('import.noRight')} />;
  const kindName = kind.name;

  async function send(file: File): Promise<void> {
    setTrouble(null);
    setSending({ name: file.name, share: 0 });
    try {
      const run = await startImport(kindName, file, (share) => setSending({ name: file.name, share }));
      void navigate({ to: '/import/$id', params: { id: run.id } });
    } catch (error) {
      setTrouble(error);
      setSending(null);
    }
  }

  return (
    <div className="import-page">
      <header className="page-head">
        <h1>{say('import.title')}</h1>
      </header>
      <p className="quiet">{say('import.intro')}</p>
      <Panel>
        <div className="import-into">
          <label htmlFor="import-kind">{say('import.into')}</label>
          <Select
            id="import-kind"
            value={kind.name}
            onChange={setChosen}
            options={offered.map((one) => ({ value: one.name, label: label(one.plural) }))}
          />
          <a href={templateAddress(kind.name)} className="icon-link">
            <DownloadOutlined /> {say('import.template', { name: label(kind.label) })}
          </a>
        </div>
        {trouble !== null && <ErrorNote error={trouble} />}
        {sending ? (
          <div className="import-sending" role="status">
            <p>{say('import.uploading', { name: sending.name })}</p>
            <Progress percent={Math.round(sending.share * 100)} aria-label={sending.name} />
          </div>
        ) : (
          <Upload.Dragger
            accept={ACCEPT}
            maxCount={1}
            showUploadList={false}
            beforeUpload={(file) => {
              void send(file);
              return false;
            }}
          >
            <p className="import-drop-icon">
              <InboxOutlined />
            </p>
            <p className="import-drop">{say('import.drop')}</p>
            <p className="quiet">{say('import.formats')}</p>
          </Upload.Dragger>
        )}
      </Panel>
      <RecentImports />
    </div>
  );
}
