import {
  CalendarOutlined,
  DownloadOutlined,
  FilterOutlined,
  ImportOutlined,
  LinkOutlined,
  MoreOutlined,
  PlusOutlined,
  SortAscendingOutlined,
  TableOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons';
import { Link, useNavigate } from '@tanstack/react-router';
import { App, Button, Dropdown, type MenuProps, Select } from 'antd';
import { exportAddress, type ListQuestion } from '@/api/records';
import { useMay } from '@/api/session';
import type { AsOf } from '@/foundation/asof';
import { fieldOf, type KindSpec } from '@/foundation/catalogue';
import { type Condition, parts } from '@/foundation/condition';
import { usePhone } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { AsOfPicker } from '../asof/AsOfPicker';
import { SearchBox } from '../filter/SearchBox';
import type { ListSearch } from './search';

export interface ListToolbarProps {
  kind: KindSpec;
  search: ListSearch;
  question: ListQuestion;
  onText: (q: string) => void;
  onUnderstood: (condition: Condition, rest: string) => void;
  onMode: (mode: 'calendar' | undefined) => void;
  onSort: (sort: string | undefined) => void;
  onPanel: (panel: 'filter' | 'columns') => void;
  asOf: AsOf;
  onAsOf: (next: AsOf) => void;
}

export function hasCalendar(kind: KindSpec): boolean {
  return kind.has_deadlines ?? (fieldOf(kind, 'valid_to') !== undefined && kind.name !== 'market');
}

/** Search, filter, arrangement on the left; new, import, export on the right. */
export function ListToolbar(props: ListToolbarProps) {
  const { kind, search } = props;
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const phone = usePhone();
  const navigate = useNavigate();
  const count = parts(search.c ?? null).length;
  // what was known then is only read
  const creating = kind.actions.filter(
    (action) => action.creates && may(kind.name, action.name) && !props.asOf.known,
  );
  const canImport = creating.length > 0 && may('import_run', 'read');
  const first = creating[0];
  return (
    <div className="toolbar">
      <SearchBox kind={kind} q={search.q ?? ''} onText={props.onText} onCondition={props.onUnderstood} />
      <div className="toolbar-row">
        <Button
          icon={<FilterOutlined />}
          type={count > 0 ? 'primary' : 'default'}
          ghost={count > 0}
          onClick={() => props.onPanel('filter')}
        >
          {count > 0 ? say('filter.openCount', { count }) : say('filter.open')}
        </Button>
        {hasCalendar(kind) && (
          <Button
            icon={search.mode === 'calendar' ? <TableOutlined /> : <CalendarOutlined />}
            onClick={() => props.onMode(search.mode === 'calendar' ? undefined : 'calendar')}
          >
            {search.mode === 'calendar' ? say('list.table') : say('list.calendar')}
          </Button>
        )}
        {hasCalendar(kind) && <AsOfPicker asOf={props.asOf} onChange={props.onAsOf} />}
        {phone && <SortSelect kind={kind} sort={search.sort} onSort={props.onSort} />}
        <MoreMenu {...props} />
        <span className="grow" />
        {canImport && !phone && (
          <Link to="/import" search={{ kind: kind.name }} className="button-link">
            <Button icon={<ImportOutlined />} tabIndex={-1}>
              {say('list.import')}
            </Button>
          </Link>
        )}
        {first && (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            aria-label={say('list.new', { name: label(kind.label) })}
            onClick={() =>
              void navigate({
                to: '/r/$kind/new',
                params: { kind: kind.name },
                search: { action: first.name },
              })
            }
          >
            {phone ? null : say('list.new', { name: label(kind.label) })}
          </Button>
        )}
      </div>
    </div>
  );
}

function MoreMenu({ kind, question, onPanel }: ListToolbarProps) {
  const say = useWords();
  const { message } = App.useApp();
  const items: MenuProps['items'] = [
    { key: 'columns', icon: <UnorderedListOutlined />, label: say('list.columns') },
    { type: 'divider' },
    {
      key: 'xlsx',
      icon: <DownloadOutlined />,
      label: (
        <a href={exportAddress(kind.name, 'xlsx', question)} download>
          {say('list.exportXlsx')}
        </a>
      ),
    },
    {
      key: 'csv',
      icon: <DownloadOutlined />,
      label: (
        <a href={exportAddress(kind.name, 'csv', question)} download>
          {say('list.exportCsv')}
        </a>
      ),
    },
    { type: 'divider' },
    { key: 'link', icon: <LinkOutlined />, label: say('list.copyLink') },
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) => {
          if (key === 'columns') onPanel('columns');
          if (key === 'link')
            void navigator.clipboard
              ?.writeText(window.location.href)
              .then(() => message.success(say('list.linkCopied')));
        },
      }}
    >
      <Button icon={<MoreOutlined />} aria-label={say('app.more')} />
    </Dropdown>
  );
}

function SortSelect({
  kind,
  sort,
  onSort,
}: {
  kind: KindSpec;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
}) {
  const say = useWords();
  const label = useLabel();
  const options = kind.fields
    .filter((field) => field.sort && field.listed)
    .flatMap((field) => [
      { value: field.name, label: `${label(field.label)} ↑` },
      { value: `-${field.name}`, label: `${label(field.label)} ↓` },
    ]);
  return (
    <Select
      className="sort-select"
      aria-label={say('list.sort')}
      prefix={<SortAscendingOutlined />}
      value={sort ?? ''}
      options={[{ value: '', label: say('list.sort') }, ...options]}
      onChange={(next) => onSort(next || undefined)}
      popupMatchSelectWidth={false}
    />
  );
}
