import { Typography } from 'antd';
import { useWords } from '@/ui/words';

/** A secret the server tells once: to be copied now. */
export function SecretOnce({ secret }: { secret: string }) {
  const say = useWords();
  return (
    <>
      <p>{say('form.secretHelp')}</p>
      <Typography.Paragraph copyable code className="mono">
        {secret}
      </Typography.Paragraph>
    </>
  );
}
