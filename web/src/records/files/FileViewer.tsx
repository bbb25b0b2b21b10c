import { Alert, Modal } from 'antd';
import { lazy, Suspense } from 'react';
import type { RecordFile } from '@/api/files';
import { PageLoading } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useWords } from '@/ui/words';

type Viewed = Pick<RecordFile, 'title' | 'name' | 'media_type' | 'content_url' | 'preview_url'>;

const PdfView = lazy(() => import('@/ui/PdfView'));

/** A file on the screen; an outdated one says so above its first line. */
export function FileViewer({ file, onClose }: { file: RecordFile; onClose: () => void }) {
  const say = useWords();
  const phone = usePhone();
  return (
    <Modal
      open
      title={file.title || file.name}
      footer={null}
      width={phone ? '100%' : 1040}
      onCancel={onClose}
      className="file-viewer"
      destroyOnHidden
    >
      {file.superseded && (
        <Alert
          type="warning"
          showIcon
          title={say('files.superseded')}
          description={say('files.supersededAsk')}
        />
      )}
      <FilePreview file={file} />
    </Modal>
  );
}

/** The file itself: pages of a PDF, a picture, or the word that there is nothing to see. */
export function FilePreview({ file }: { file: Viewed }) {
  const say = useWords();
  if (file.media_type === 'application/pdf')
    return (
      <Suspense fallback={<PageLoading />}>
        <PdfView url={file.content_url} name={file.name} />
      </Suspense>
    );
  if (file.preview_url)
    return <img src={file.preview_url} alt={file.title || file.name} className="file-picture" />;
  return <p className="quiet">{say('files.noPreview')}</p>;
}
