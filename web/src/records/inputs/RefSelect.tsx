import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Divider, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useKind } from '@/api/catalogue';
import { learnName } from '@/api/names';
import { suggestQuery } from '@/api/questions';
import { useMay } from '@/api/session';
import { useSettled } from '@/ui/viewport';
import { useLabel, useWords } from '@/ui/words';
import { CreateInPlace } from './CreateInPlace';
import { NameOf } from './NameOf';

export interface RefSelectProps {
  kind: string;
  multiple?: boolean;
  value?: string | string[] | null;
  onChange?: (value: string | string[] | null) => void;
  id?: string;
  /** the person may add a record that is not there yet */
  allowCreate?: boolean;
  /** offered before anything is typed, e.g. "me" in conditions */
  extraOptions?: { value: string; label: ReactNode }[];
  ariaLabel?: string;
  /** said where nothing is chosen; default: what to type */
  placeholder?: string;
  disabled?: boolean;
  status?: 'error' | '';
}

/** Chooses one or several records of a kind by typing; what is missing can be created on the spot. */
export function RefSelect(props: RefSelectProps) {
  const { kind, multiple = false, value, onChange, allowCreate = true, extraOptions = [] } = props;
  const say = useWords();
  const label = useLabel();
  const may = useMay();
  const spec = useKind(kind);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState(false);
  const [creating, setCreating] = useState<string | null>(null);
  const settled = useSettled(text.trim());
  const found = useQuery({ ...suggestQuery(kind, settled), enabled: opened });
  const chosen =
    value === null || value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];

  const createAction = spec?.actions.find((action) => action.creates && may(kind, action.name));
  const suggestions = (found.data ?? []).map((one) => ({
    value: one.id,
    label: one.label,
    detail: one.detail ?? '',
  }));
  const listed = new Set(suggestions.map((one) => one.value));
  const options = [
    ...extraOptions.map((one) => ({ ...one, detail: '' })),
    ...chosen
      .filter((id) => !listed.has(id) && !extraOptions.some((one) => one.value === id))
      .map((id) => ({ value: id, label: <NameOf kind={kind} id={id} />, detail: '', hidden: true })),
    ...suggestions,
  ];

  return (
    <>
      <Select
        id={props.id}
        aria-label={props.ariaLabel}
        disabled={props.disabled}
        status={props.status || undefined}
        className="ref-select"
        mode={multiple ? 'multiple' : undefined}
        showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
        allowClear
        value={multiple ? chosen : chosen[0]}
        options={options}
        onOpenChange={(open) => {
          setOpened(open);
          if (!open) setText('');
        }}
        onChange={(next: string | string[] | undefined) => {
          setText('');
          onChange?.(next === undefined ? (multiple ? [] : null) : next);
        }}
        placeholder={props.placeholder ?? say('ref.search')}
        loading={found.isFetching}
        notFoundContent={found.isFetching ? say('app.loading') : say('ref.empty')}
        optionRender={(option) => (
          <span className="ref-option">
            <span>{option.label}</span>
            {option.data.detail && <span className="ref-detail">{String(option.data.detail)}</span>}
          </span>
        )}
        popupRender={(menu) => (
          <>
            {menu}
            {allowCreate && createAction && (
              <>
                <Divider style={{ margin: '4px 0' }} />
                <Button
                  type="text"
                  block
                  icon={<PlusOutlined />}
                  className="ref-create"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => {
                    setCreating(text);
                    setOpened(false);
                  }}
                >
                  {text ? say('ref.create', { text }) : say('ref.createKind', { name: label(spec?.label) })}
                </Button>
              </>
            )}
          </>
        )}
      />
      {creating !== null && spec && createAction && (
        <CreateInPlace
          kind={spec}
          action={createAction}
          text={creating}
          onClose={() => setCreating(null)}
          onCreated={(id, name) => {
            learnName(id, name);
            setCreating(null);
            onChange?.(multiple ? [...chosen, id] : id);
          }}
        />
      )}
    </>
  );
}
