import { BellOutlined, MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Badge, Button, Drawer, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { catalogueQuery } from '@/api/catalogue';
import { useMay, useSession } from '@/api/session';
import { HealthBanner } from '@/features/alerting/HealthBanner';
import { useOpenAlertCount } from '@/features/inbox/count';
import { Mark } from '@/ui/Mark';
import { ErrorNote, PageLoading } from '@/ui/states';
import { usePhone } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { AccountMenu } from './AccountMenu';
import { LanguageSwitch } from './LanguageSwitch';
import { Navigation } from './Navigation';
import { Palette } from './Palette';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The frame of every page behind the sign-in: navigation, search, language, account. */
export function Shell() {
  const say = useWords();
  const phone = usePhone();
  const catalogue = useQuery(catalogueQuery);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const main = useRef<HTMLElement>(null);
  const session = useSession();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the trigger
  useEffect(() => setMenu(false), [path]);

  useEffect(() => {
    function key(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setPalette(true);
      }
    }
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);

  return (
    <div className="shell">
      <a className="skip" href="#content">
        {say('app.skipToContent')}
      </a>
      <header className="top">
        {phone && (
          <Button
            type="text"
            icon={<MenuOutlined />}
            aria-label={say('nav.menu')}
            onClick={() => setMenu(true)}
          />
        )}
        <Link to="/" className="brand">
          <Mark />
          <span>{say('app.name')}</span>
        </Link>
        {session?.instance.demo && !phone && <Tag className="demo-tag">{say('app.demo')}</Tag>}
        <button type="button" className="top-search" onClick={() => setPalette(true)}>
          <SearchOutlined />
          <span>{say('top.search')}</span>
          <kbd>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <span className="grow" />
        <Bell />
        <LanguageSwitch />
        <AccountMenu />
      </header>
      {!phone && (
        <aside className="side">
          <Navigation />
        </aside>
      )}
      {phone && (
        <Drawer
          open={menu}
          placement="left"
          size={272}
          onClose={() => setMenu(false)}
          title={say('app.name')}
        >
          <Navigation />
        </Drawer>
      )}
      <main id="content" className="content" ref={main} tabIndex={-1}>
        <HealthBanner />
        {catalogue.error ? (
          <ErrorNote error={catalogue.error} retry={() => void catalogue.refetch()} />
        ) : catalogue.isPending ? (
          <PageLoading />
        ) : (
          <Outlet />
        )}
      </main>
      {palette && <Palette onClose={() => setPalette(false)} />}
    </div>
  );
}

function Bell() {
  const say = useWords();
  const may = useMay();
  const count = useOpenAlertCount();
  if (!may('alert', 'read')) return null;
  return (
    <Link to="/inbox" className="bell" aria-label={say('top.inbox', { count })}>
      <Badge count={count} size="small" overflowCount={99}>
        <BellOutlined />
      </Badge>
    </Link>
  );
}
