import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Tag, Tooltip } from 'antd';
import { contentAddress, previewAddress } from '@/api/papers';
import { detailQuery, type RecordDetail } from '@/api/records';
import { type ActionSpec, actionOf, fieldOf, type KindSpec } from '@/foundation/catalogue';
import { formatBytes } from '@/foundation/numbers';
import { FilePreview } from '@/records/files/FileViewer';
import { isBlank, plainText, Value } from '@/records/values/Value';
import { ErrorNote, PageLoading } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';

interface Elsewhere {
  kind: string;
  id: string;
  label: string;
  number?: string;
}

interface PaperFile {
  media_type: string;
  size: number;
  sha256: string;
}

const FACTS = ['from_address', 'subject', 'inside', 'received_at', 'unit', 'responsible', 'note', 'reason'];

/** One paper: the file, where it came from, and what can be done with it. */
export function PaperView({
  id,
  kind,
  onAct,
}: {
  id: string;
  kind: KindSpec;
  onAct: (action: ActionSpec, paper: RecordDetail) => void;
}) {
  const say = useWords();
  const answer = useQuery(detailQuery('intake_item', id));
  if (answer.error) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <PageLoading />;
  const paper = answer.data;
  return (
    <article className="paper" aria-label={plainText(paper.values.title)}>
      <Head kind={kind} paper={paper} onAct={onAct} />
      <Notes kind={kind} paper={paper} />
      <Facts kind={kind} paper={paper} />
      <section className="paper-file" aria-label={say('papers.preview')}>
        <PaperPreview paper={paper} />
      </section>
    </article>
  );
}

/** The file of a paper as it can be seen. */
export function PaperPreview({ paper }: { paper: RecordDetail }) {
  const say = useWords();
  const file = paper.extra.file as PaperFile | null;
  const title = plainText(paper.values.title);
  if (!file) return <p className="quiet">{say('papers.noFile')}</p>;
  const picture = file.media_type.startsWith('image/');
  return (
    <FilePreview
      file={{
        title,
        name: title,
        media_type: file.media_type,
        content_url: contentAddress(paper.id),
        preview_url: picture ? previewAddress(paper.id) : null,
      }}
    />
  );
}

function Head({
  kind,
  paper,
  onAct,
}: {
  kind: KindSpec;
  paper: RecordDetail;
  onAct: (action: ActionSpec, paper: RecordDetail) => void;
}) {
  const say = useWords();
  const lang = useLang();
  const label = useLabel();
  const state = fieldOf(kind, 'state');
  const file = paper.extra.file as PaperFile | null;
  const actions = ['file_on', 'register_from', 'assign', 'reopen', 'dismiss']
    .filter((name) => paper.actions.includes(name))
    .map((name) => actionOf(kind, name))
    .filter((action): action is ActionSpec => action !== undefined);
  return (
    <header className="paper-head">
      <div className="paper-name">
        <h2>{plainText(paper.values.title)}</h2>
        {state && <Value field={state} value={paper.values.state} cell />}
        {file && (
          <a href={contentAddress(paper.id)} className="icon-link num" download>
            <DownloadOutlined /> {say('app.download')} ({formatBytes(file.size, lang)})
          </a>
        )}
      </div>
      <div className="paper-actions">
        {actions.map((action, at) => (
          <Button
            key={action.name}
            data-action={action.name}
            type={at === 0 && action.name !== 'dismiss' ? 'primary' : 'default'}
            danger={action.danger}
            onClick={() => onAct(action, paper)}
          >
            {label(action.label)}
          </Button>
        ))}
      </div>
    </header>
  );
}

function Notes({ kind, paper }: { kind: KindSpec; paper: RecordDetail }) {
  const say = useWords();
  const problem = fieldOf(kind, 'problem');
  const { same, filed } = paper.extra as { same: Elsewhere | null; filed: Elsewhere | null };
  const state = paper.values.state;
  return (
    <>
      {problem && !isBlank(paper.values.problem) && (
        <Alert type="warning" showIcon title={<Value field={problem} value={paper.values.problem} cell />} />
      )}
      {state === 'duplicate' && (
        <Alert
          type="info"
          showIcon
          title={
            same ? (
              <Place words={say('papers.same', { name: same.label })} place={same} />
            ) : (
              say('papers.sameHidden')
            )
          }
        />
      )}
      {state === 'filed' && (
        <Alert
          type="success"
          showIcon
          title={
            filed ? (
              <Place words={say('papers.filedOn', { name: filed.label })} place={filed} />
            ) : (
              say('papers.filedHidden')
            )
          }
        />
      )}
    </>
  );
}

function Place({ words, place }: { words: string; place: Elsewhere }) {
  return (
    <Link to="/r/$kind/$id" params={{ kind: place.kind, id: place.id }}>
      {words} <span className="mono">{place.number}</span>
    </Link>
  );
}

function Facts({ kind, paper }: { kind: KindSpec; paper: RecordDetail }) {
  const say = useWords();
  const label = useLabel();
  const shown = FACTS.map((name) => fieldOf(kind, name)).filter(
    (field) => field !== undefined && !isBlank(paper.values[field.name]),
  );
  return (
    <dl className="paper-facts">
      {shown.map(
        (field) =>
          field && (
            <div key={field.name}>
              <dt>{label(field.label)}</dt>
              <dd>
                <Value field={field} value={paper.values[field.name]} />
                {field.name === 'from_address' && paper.values.outside === true && (
                  <Tooltip title={say('papers.outsideHelp')}>
                    <Tag className="paper-outside">{say('papers.outside')}</Tag>
                  </Tooltip>
                )}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
