import {
  DownloadOutlined,
  EyeOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  PaperClipOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import type { RecordFile } from '@/api/files';
import { aboutQuery, type RecordDetail } from '@/api/records';
import { actionOf, type KindSpec } from '@/foundation/catalogue';
import { pick } from '@/foundation/labels';
import { formatBytes } from '@/foundation/numbers';
import { Panel } from '@/ui/Panel';
import { EmptyState, ErrorNote } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';
import { ActionDialog } from '../form/ActionDialog';
import { FileViewer } from './FileViewer';

/** Files attached to a record: look, download, attach; superseded versions warn first. */
export function FilesPanel({
  kind,
  detail,
  compact = false,
}: {
  kind: KindSpec;
  detail: RecordDetail;
  compact?: boolean;
}) {
  const say = useWords();
  const attach = actionOf(kind, 'attach');
  const canAttach = attach && detail.actions.includes('attach');
  // who may not attach still reads what is there
  const answer = useQuery(aboutQuery<RecordFile[] | { items: RecordFile[] }>(kind.name, detail.id, 'files'));
  const [attaching, setAttaching] = useState(false);
  const [viewing, setViewing] = useState<RecordFile | null>(null);
  const files = Array.isArray(answer.data) ? answer.data : (answer.data?.items ?? []);
  if (!attach && files.length === 0)
    return compact ? null : <EmptyState compact title={say('files.empty')} />;
  const shown = compact ? files.filter((file) => !file.superseded).slice(0, 4) : files;
  return (
    <Panel
      title={say('detail.files')}
      extra={
        canAttach && (
          <Button size="small" icon={<PaperClipOutlined />} onClick={() => setAttaching(true)}>
            {say('files.attach')}
          </Button>
        )
      }
    >
      {answer.error && <ErrorNote error={answer.error} />}
      {files.length === 0 && !answer.isPending && !answer.error && (
        <EmptyState compact title={say('files.empty')} help={say('files.emptyHelp')} />
      )}
      <ul className="plain-list file-list">
        {shown.map((file) => (
          <FileLine key={file.id} file={file} compact={compact} onView={() => setViewing(file)} />
        ))}
      </ul>
      {attaching && attach && (
        <ActionDialog
          kind={kind}
          action={attach}
          record={detail}
          onDone={() => setAttaching(false)}
          onCancel={() => setAttaching(false)}
        />
      )}
      {viewing && <FileViewer file={viewing} onClose={() => setViewing(null)} />}
    </Panel>
  );
}

function FileIcon({ type }: { type: string }) {
  if (type === 'application/pdf') return <FilePdfOutlined />;
  return type.startsWith('image/') ? <FileImageOutlined /> : <FileOutlined />;
}

function FileLine({ file, compact, onView }: { file: RecordFile; compact: boolean; onView: () => void }) {
  const say = useWords();
  const lang = useLang();
  const { modal } = App.useApp();

  function download(): void {
    const go = () => window.location.assign(file.content_url);
    if (!file.superseded) {
      go();
      return;
    }
    modal.confirm({
      title: say('files.superseded'),
      content: say('files.supersededAsk'),
      okText: say('files.supersededOpen'),
      okButtonProps: { danger: true },
      cancelText: say('app.cancel'),
      onOk: go,
    });
  }

  const purpose =
    typeof file.purpose === 'object' && file.purpose !== null
      ? pick(file.purpose as { zh: string; en: string }, lang)
      : '';
  return (
    <li className={file.superseded ? 'file superseded' : 'file'}>
      <span className="file-icon">
        <FileIcon type={file.media_type} />
      </span>
      <div className="file-words">
        <button type="button" className="link-button file-name" onClick={onView}>
          {file.title || file.name}
        </button>
        <span className="quiet num">
          {[purpose, say('files.version', { n: file.version }), formatBytes(file.size, lang)]
            .filter(Boolean)
            .join(' · ')}
          {!compact && ` · ${file.sha256.slice(0, 12)}…`}
        </span>
        {file.superseded && <Tag color="orange">{say('files.superseded')}</Tag>}
      </div>
      <Button
        type="text"
        icon={<EyeOutlined />}
        aria-label={`${say('files.preview')} ${file.name}`}
        onClick={onView}
      />
      <Button
        type="text"
        icon={<DownloadOutlined />}
        aria-label={`${say('app.download')} ${file.name}`}
        onClick={download}
      />
    </li>
  );
}
