import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { mailboxQuery } from '@/api/papers';
import { formatInstant } from '@/foundation/dates';
import { useLang, useWords } from '@/ui/words';

/** How fetching mail is doing; nothing where no mailbox is set up. */
export function MailboxLine() {
  const say = useWords();
  const lang = useLang();
  const { data } = useQuery(mailboxQuery);
  const mailbox = data?.mailbox;
  if (!mailbox) return null;
  const troubles = [
    mailbox.error ? say('papers.mailError', { error: mailbox.error }) : '',
    mailbox.failed > 0 ? say('papers.mailFailed', { count: mailbox.failed }) : '',
  ].filter(Boolean);
  if (troubles.length > 0) return <Alert type="warning" showIcon title={troubles.join('；')} />;
  return (
    <span className="quiet num">
      {mailbox.worked_at
        ? say('papers.mailAt', { at: formatInstant(mailbox.worked_at, lang) })
        : say('papers.mailNever')}
    </span>
  );
}
