import { App, Button, Input, Space } from 'antd';
import type { SectionProps } from '@/records/detail/sections';
import { Panel } from '@/ui/Panel';
import { useWords } from '@/ui/words';

/** The address a calendar program fetches, and how to use it. */
export function FeedPanel({ detail }: SectionProps) {
  const say = useWords();
  const { message } = App.useApp();
  const address = detail.extra.address;
  if (typeof address !== 'string')
    return (
      <Panel title={say('feed.address')}>
        <p className="quiet">{say('feed.revoked')}</p>
      </Panel>
    );
  return (
    <Panel title={say('feed.address')}>
      <Space.Compact block>
        <Input readOnly value={address} aria-label={say('feed.address')} className="mono" />
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(address).then(() => message.success(say('feed.copied')))
          }
        >
          {say('feed.copy')}
        </Button>
      </Space.Compact>
      <p className="quiet">{say('feed.help')}</p>
    </Panel>
  );
}
