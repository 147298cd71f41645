/** Beside the list: which columns it shows, and the filters a person keeps. */
import { DeleteOutlined, DownOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { listFilters, removeFilter, saveFilter } from '#contract/access.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Panel } from '../../parts/panel.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { chosenColumns, columns, usual, type Column } from './columns.tsx';

const keptColumns = 'gridloop.queue.columns';
/** The address has the first word; without it, what this browser showed last. */
export const useColumns = (): Column[] => {
  const { search } = useAddress();
  return chosenColumns(search.get('columns') ?? localStorage.getItem(keptColumns));
};

export function ColumnChooser() {
  const { say } = useWords();
  const { put } = useAddress();
  const chosen = useColumns().map(({ name }) => name);
  const choose = (names: string[]) => {
    const named = columns.filter(({ name }) => names.includes(name)).map(({ name }) => name);
    if (named.length === 0) return;
    localStorage.setItem(keptColumns, named.join('.'));
    put({ columns: named.join('.') });
  };
  return (
    <Panel
      title={say('desk.columns')}
      button={
        <Button>
          {say('desk.columns')} <DownOutlined aria-hidden />
        </Button>
      }
    >
      <div className="stack">
        <Checkbox.Group
          className="column-list"
          value={chosen}
          options={columns.map(({ name, word }) => ({ value: name, label: say(word) }))}
          onChange={(names) => choose(names)}
        />
        <Button size="small" onClick={() => choose([...usual])}>
          {say('desk.columns.usual')}
        </Button>
      </div>
    </Panel>
  );
}

/** 我的筛选: kept on the server, by person; each is an address of the queue. */
export function SavedFilters() {
  const { say } = useWords();
  const { message } = App.useApp();
  const { search } = useAddress();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const kept = useRead(listFilters, {}, { staleMs: 60_000 });
  const save = useWrite(saveFilter, { changes: [listFilters] });
  const remove = useWrite(removeFilter, { changes: [listFilters] });
  // what is seen now: also the columns that this browser remembers
  const seen = new URLSearchParams(search);
  seen.set(
    'columns',
    useColumns()
      .map(({ name }) => name)
      .join('.'),
  );
  const query = seen.toString();
  const filters = kept.data?.filters ?? [];
  return (
    <Panel
      open={open}
      onOpen={setOpen}
      title={say('desk.filters')}
      button={
        <Button>
          {say('desk.filters')} {filters.length > 0 && <span className="count">{filters.length}</span>}
          <DownOutlined aria-hidden />
        </Button>
      }
    >
      <div className="stack saved-filters">
        {filters.length === 0 && <p className="hint">{say('desk.filters.none')}</p>}
        <ul>
          {filters.map((filter) => (
            <li key={filter.id}>
              <Link
                to={`${paths.queue()}?${filter.query}`}
                aria-current={filter.query === query ? 'true' : undefined}
                onClick={() => setOpen(false)}
              >
                {filter.name}
              </Link>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={say('desk.filters.remove', { name: filter.name })}
                onClick={() => remove.mutate({ params: { filterId: filter.id }, body: {} })}
              />
            </li>
          ))}
        </ul>
        {(save.error ?? remove.error) && <Trouble error={save.error ?? remove.error} />}
        <form
          className="saved-new"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate(
              { body: { name: name.trim(), query: query.slice(0, 500) } },
              {
                onSuccess: () => {
                  setName('');
                  void message.success(say('desk.filters.kept'));
                },
              },
            );
          }}
        >
          <Input
            aria-label={say('desk.filters.name')}
            placeholder={say('desk.filters.name')}
            value={name}
            maxLength={40}
            onChange={({ target }) => setName(target.value)}
          />
          <Button htmlType="submit" type="primary" disabled={name.trim() === ''} loading={save.isPending}>
            {say('desk.filters.keep')}
          </Button>
        </form>
      </div>
    </Panel>
  );
}
