import { InboxOutlined } from '@ant-design/icons';
import { Button, Input, Progress, Segmented, Upload } from 'antd';
import { useState } from 'react';
import { type Answer, type AnsweredList, answeredFile, askList, type Verdict } from '@/api/gate';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import { formatDay } from '@/foundation/dates';
import { Panel } from '@/ui/Panel';
import { ErrorNote } from '@/ui/states';
import { useLabel, useLang, useWords } from '@/ui/words';
import { SAID } from './answers';
import { saveFile } from './saving';
import { AnswerMark, ReasonLine } from './VerdictPanel';

const SHOWN = 200;
const ANSWERS: Answer[] = ['deny', 'warn', 'allow'];

/** A shipment or crew list: dropped or pasted, answered row by row, taken back with the answers. */
export function ListPanel({ kind }: { kind: KindSpec }) {
  const say = useWords();
  const [pasted, setPasted] = useState('');
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [answered, setAnswered] = useState<{ file: File; list: AnsweredList } | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);

  async function send(file: File): Promise<void> {
    setTrouble(null);
    setSending({ name: file.name, share: 0 });
    try {
      const list = await askList(file, (share) => setSending({ name: file.name, share }));
      setAnswered({ file, list });
    } catch (error) {
      setTrouble(error);
    } finally {
      setSending(null);
    }
  }

  if (answered)
    return (
      <Answers
        kind={kind}
        file={answered.file}
        list={answered.list}
        onAgain={() => {
          setAnswered(null);
          setPasted('');
        }}
      />
    );
  return (
    <Panel title={say('gate.list')}>
      {trouble !== null && <ErrorNote error={trouble} />}
      {sending ? (
        <div role="status">
          <p>{say('gate.checking', { name: sending.name })}</p>
          <Progress percent={Math.round(sending.share * 100)} aria-label={sending.name} />
        </div>
      ) : (
        <div className="gate-hand-in">
          <Upload.Dragger
            accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"
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
            <p className="import-drop">{say('gate.drop')}</p>
            <p className="quiet">{say('gate.formats')}</p>
          </Upload.Dragger>
          <form
            className="gate-paste"
            onSubmit={(event) => {
              event.preventDefault();
              void send(new File([pasted], 'list.txt', { type: 'text/plain' }));
            }}
          >
            <label htmlFor="gate-paste">{say('gate.paste')}</label>
            <Input.TextArea
              id="gate-paste"
              rows={6}
              value={pasted}
              placeholder={say('gate.pasteHint')}
              onChange={(event) => setPasted(event.target.value)}
            />
            <Button htmlType="submit" disabled={!pasted.includes('\n')}>
              {say('gate.check')}
            </Button>
          </form>
        </div>
      )}
    </Panel>
  );
}

function Answers({
  kind,
  file,
  list,
  onAgain,
}: {
  kind: KindSpec;
  file: File;
  list: AnsweredList;
  onAgain: () => void;
}) {
  const say = useWords();
  const [only, setOnly] = useState<Answer | 'all'>('all');
  const [trouble, setTrouble] = useState<unknown>(null);
  const wanted = list.verdicts.filter((one) => only === 'all' || one.answer === only);
  const shown = wanted.slice(0, SHOWN);

  async function download(): Promise<void> {
    setTrouble(null);
    try {
      saveFile(await answeredFile(file), `${file.name.replace(/\.\w+$/, '')}-gate.xlsx`);
    } catch (error) {
      setTrouble(error);
    }
  }

  return (
    <Panel
      title={say('gate.rows', { count: list.rows })}
      extra={
        <>
          <Button onClick={onAgain}>{say('gate.again')}</Button>
          <Button type="primary" onClick={() => void download()}>
            {say('gate.download')}
          </Button>
        </>
      }
    >
      {trouble !== null && <ErrorNote error={trouble} />}
      <Segmented<Answer | 'all'>
        value={only}
        onChange={setOnly}
        options={[
          { value: 'all', label: `${say('gate.all')} ${list.rows}` },
          ...ANSWERS.map((one) => ({ value: one, label: `${say(SAID[one])} ${list.counts[one]}` })),
        ]}
      />
      <ul className="plain-list gate-rows">
        {shown.map((one) => (
          <AnswerRow key={one.row} kind={kind} verdict={one} />
        ))}
      </ul>
      {wanted.length > SHOWN && <p className="quiet">{say('gate.more', { count: wanted.length - SHOWN })}</p>}
    </Panel>
  );
}

function AnswerRow({ kind, verdict }: { kind: KindSpec; verdict: Verdict }) {
  const lang = useLang();
  const label = useLabel();
  const say = useWords();
  const act = fieldOf(kind, 'act')?.options?.find((one) => one.value === verdict.asked.act);
  const heavy = verdict.reasons.filter((one) => one.severity !== 'info');
  return (
    <li>
      <div className="gate-row-head">
        <AnswerMark answer={verdict.answer} />
        <span className="mono quiet">{verdict.key}</span>
        <strong>{verdict.subject?.title ?? verdict.asked.subject}</strong>
        <span className="quiet">
          {label(act?.label)} {verdict.asked.market} {formatDay(verdict.asked.on, lang)}
          {verdict.asked.arrives_on && ` → ${formatDay(verdict.asked.arrives_on, lang)}`}
        </span>
        {verdict.changes_on && verdict.changes_to && (
          <span className="quiet">
            {say('gate.changes', {
              day: formatDay(verdict.changes_on, lang),
              answer: say(SAID[verdict.changes_to]),
            })}
          </span>
        )}
      </div>
      <ul className="plain-list gate-reasons">
        {(heavy.length > 0 ? heavy : verdict.reasons).map((one) => (
          <ReasonLine key={`${one.code}${one.credential?.id ?? ''}${one.clause ?? ''}`} reason={one} />
        ))}
      </ul>
    </li>
  );
}
