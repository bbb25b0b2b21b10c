import { CheckCircleOutlined } from '@ant-design/icons';
import { Form } from 'antd';
import { FilesInput } from '@/records/inputs/FilesInput';
import { useWords } from '@/ui/words';

/** Name of a paper → files of the case. */
export type Papers = Record<string, { sha256: string; name: string; size: number }[]>;

/** Files under the names a step or a start asks for; what is there already need not be sent again. */
export function PaperInputs({ names, there = {} }: { names: string[]; there?: Papers }) {
  const say = useWords();
  return (
    <>
      {names.map((name) => {
        const files = there[name] ?? [];
        return (
          <Form.Item
            key={name}
            name={['papers', name]}
            label={name}
            rules={[{ required: files.length === 0 }]}
            extra={
              files.length > 0 && (
                <span>
                  <CheckCircleOutlined />{' '}
                  {say('work.paperThere', { files: files.map((one) => one.name).join('、') })}
                </span>
              )
            }
          >
            <FilesInput />
          </Form.Item>
        );
      })}
    </>
  );
}

/** Only names with files are sent. */
export function sentPapers(papers: Record<string, string[] | null | undefined> | undefined) {
  return Object.fromEntries(Object.entries(papers ?? {}).filter(([, files]) => files?.length));
}
