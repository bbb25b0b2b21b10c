import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert, App, Button, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { detailQuery, type RecordDetail, usePerform } from '@/api/records';
import { learnWords } from '@/foundation/i18n';
import { WORK_DESIGN } from '@/foundation/words/designing';
import { Panel } from '@/ui/Panel';
import { ErrorNote, PageLoading, useProblemText } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useLang, useWords } from '@/ui/words';
import { TrialPanel } from './designing/TrialPanel';
import { KnownVariables, useVariablesOf } from './designing/variables';
import { download } from './download';
import { Findings } from './Findings';
import { type Drawing, drawingIn } from './modelling';
import { NodePanel } from './NodePanel';
import type { ProcessExtra } from './shapes';
import { isStart, nameOf } from './start';
import { textOf, withDiagram } from './taking';

learnWords(WORK_DESIGN);

/** Drawing a process: the whole of BPMN at the left, what holds for the chosen step at the right. */
export function DesignerPage() {
  const { id } = useParams({ from: '/app/processes/$id' });
  const answer = useQuery(detailQuery('process', id));
  if (answer.isPending) return <PageLoading />;
  if (!answer.data) return <ErrorNote error={answer.error} retry={() => void answer.refetch()} />;
  return <Designer key={id} detail={answer.data} />;
}

function Designer({ detail }: { detail: RecordDetail }) {
  const say = useWords();
  const lang = useLang();
  const client = useQueryClient();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const performing = usePerform();
  const extra = detail.extra as unknown as ProcessExtra;
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [node, setNode] = useState('');
  const [changed, setChanged] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [trying, setTrying] = useState(false);
  const opened = useRef(extra.bpmn);
  /** a file of somebody else brings its own settings */
  const taken = useRef(false);
  const known = useVariablesOf(extra.chain);
  useTitle(String(detail.values.name ?? ''));

  useEffect(() => {
    if (!box.current) return;
    const made = drawingIn(box.current, lang, {
      onPick: setNode,
      onChange: () => setChanged(true),
    });
    drawing.current = made;
    made.open(opened.current).catch((error: unknown) => setTrouble(String(error)));
    return () => made.close();
  }, [lang]);

  useEffect(() => {
    if (!changed) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [changed]);

  async function save(): Promise<boolean> {
    if (!drawing.current) return false;
    setTrouble('');
    try {
      const bpmn = await drawing.current.text();
      await performing.mutateAsync({
        kind: 'process',
        action: 'draw',
        id: detail.id,
        version: detail.version,
        payload: { bpmn, keep: !taken.current },
      });
      opened.current = bpmn;
      taken.current = false;
      await client.invalidateQueries({ queryKey: ['records', 'process'] });
      setChanged(false);
      message.success(say('process.saved'));
      return true;
    } catch (error) {
      setTrouble(problemText(error));
      return false;
    }
  }

  async function take(file: File): Promise<void> {
    setTrouble('');
    try {
      await drawing.current?.open(await withDiagram(await textOf(file)));
      taken.current = true;
      setChanged(true);
    } catch (error) {
      setTrouble(problemText(error));
    }
  }

  const drawn = node in extra.settings || extra.bpmn.includes(`id="${node}"`);
  return (
    <div className="designer">
      <header className="page-head">
        <h1>{String(detail.values.name ?? '')}</h1>
        <Link to="/r/$kind/$id" params={{ kind: 'process', id: detail.id }}>
          {say('process.back')}
        </Link>
        {changed && <span className="quiet">{say('process.unsaved')}</span>}
        <div className="designer-actions">
          <Upload
            accept=".bpmn,.xml"
            showUploadList={false}
            beforeUpload={(file) => {
              void take(file);
              return false;
            }}
          >
            <Button>{say('process.import')}</Button>
          </Upload>
          <Button
            onClick={async () =>
              drawing.current && download(await drawing.current.text(), `${detail.values.code}.bpmn`)
            }
          >
            {say('process.download')}
          </Button>
          <Button
            onClick={async () => {
              if (!changed || (await save())) setTrying(true);
            }}
          >
            {say('trial.open')}
          </Button>
          <Button type="primary" onClick={() => void save()} loading={performing.isPending}>
            {say('process.save')}
          </Button>
        </div>
      </header>
      {trouble && <Alert type="error" showIcon title={trouble} className="form-trouble" />}
      <div className="designer-columns">
        <div ref={box} className="designer-canvas" />
        <aside>
          <Panel title={say('process.node')}>
            {!node && <p className="quiet">{say('process.pick')}</p>}
            {node && !drawn && <p className="quiet">{say('process.nodeFirst')}</p>}
            {node && drawn && (
              <KnownVariables value={known}>
                <NodePanel
                  key={node}
                  detail={detail}
                  node={node}
                  name={nameOf(extra.bpmn, node)}
                  start={isStart(extra.bpmn, node)}
                />
              </KnownVariables>
            )}
          </Panel>
          <Panel title={say('process.findings')}>
            <Findings found={extra.findings} onPick={(element) => drawing.current?.pick(element)} />
          </Panel>
        </aside>
      </div>
      {trying && <TrialPanel detail={detail} onClose={() => setTrying(false)} />}
    </div>
  );
}
