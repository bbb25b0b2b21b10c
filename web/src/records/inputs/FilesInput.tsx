import { DeleteOutlined, InboxOutlined, PaperClipOutlined } from '@ant-design/icons';
import { App, Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import { type StoredFile, storeFile } from '@/api/files';
import { formatBytes } from '@/foundation/numbers';
import { useProblemText } from '@/ui/states';
import { useLang, useWords } from '@/ui/words';

/** Uploads files at once and holds their blob ids; the action that follows attaches them. */
export function FilesInput({
  value,
  onChange,
  multiple = true,
  onStored,
}: {
  value?: string | string[] | null;
  onChange?: (value: string | string[] | null) => void;
  multiple?: boolean;
  onStored?: (file: StoredFile) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const problemText = useProblemText();
  const { message } = App.useApp();
  const [stored, setStored] = useState<StoredFile[]>([]);
  const [share, setShare] = useState<number | null>(null);
  const ids = value ? (Array.isArray(value) ? value : [value]) : [];

  async function send(file: File): Promise<void> {
    setShare(0);
    try {
      const done = await storeFile(file, (part) => setShare(part));
      setStored((before) => (multiple ? [...before, done] : [done]));
      onChange?.(multiple ? [...ids, done.blob_id] : done.blob_id);
      onStored?.(done);
    } catch (error) {
      message.error(`${say('form.uploadFailed', { name: file.name })}：${problemText(error)}`);
    } finally {
      setShare(null);
    }
  }

  return (
    <div className="files-input">
      <Upload.Dragger
        multiple={multiple}
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <p>
          <InboxOutlined /> {say('form.chooseFiles')}
        </p>
      </Upload.Dragger>
      {share !== null && <Progress percent={Math.round(share * 100)} aria-label={say('form.uploading')} />}
      <ul className="plain-list">
        {stored
          .filter((file) => ids.includes(file.blob_id))
          .map((file) => (
            <li key={file.blob_id}>
              <PaperClipOutlined /> {file.name} <span className="quiet">{formatBytes(file.size, lang)}</span>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${say('form.removeItem')} ${file.name}`}
                onClick={() => {
                  const left = ids.filter((id) => id !== file.blob_id);
                  onChange?.(multiple ? left : null);
                }}
              />
            </li>
          ))}
      </ul>
    </div>
  );
}
