import { BellOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useSession, useSignOut } from '@/api/session';
import { usePhone } from '@/ui/viewport';
import { useWords } from '@/ui/words';

export function AccountMenu() {
  const say = useWords();
  const phone = usePhone();
  const session = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const user = session?.user;
  if (!user) return null;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            disabled: true,
            label: (
              <span className="account-who">
                <strong>{user.name}</strong>
                <span>{user.unit ? say('top.unit', { name: user.unit.name }) : user.username}</span>
              </span>
            ),
          },
          { type: 'divider' },
          { key: 'notifications', icon: <BellOutlined />, label: say('notifications.title') },
          { key: 'out', icon: <LogoutOutlined />, label: say('top.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'notifications') void navigate({ to: '/notifications' });
          if (key === 'out')
            signOut.mutate(undefined, { onSettled: () => void navigate({ to: '/sign-in', search: {} }) });
        },
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${say('top.account')} ${user.name}`}>
        {phone ? null : user.name}
      </Button>
    </Dropdown>
  );
}
