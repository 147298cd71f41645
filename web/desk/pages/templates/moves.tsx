/** 动作: which moves the process uses, who decides them, which go by themselves, and what must be ticked before. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import type { Post } from '#contract/access.ts';
import { moveNames, moves, type MoveName } from '#contract/cases.ts';
import type { TemplateMove } from '#contract/templates.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { EditButton } from '../../parts/edit-button.tsx';
import { Section } from '../../parts/page.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { without } from './difference.rules.ts';
import { BothInput, Group, PostsField } from './fields.tsx';
import type { Editing } from './template.tsx';
import { postWords } from './told.ts';

/** The first eight lead a case home; the others are ways aside. */
const onward: readonly MoveName[] = [
  'receive',
  'ask_confirm',
  'confirm',
  'file',
  'dispatch',
  'sign',
  'hand_back',
  'check',
  'close',
];
/** What a sure rule does as well as a hand. */
const mayGoAlone: readonly MoveName[] = ['receive', 'file', 'dispatch', 'sign'];
const peopleOf = (move: MoveName) =>
  moves[move].by.filter((post): post is Post => post !== 'system' && post !== 'reporter');

export function MovesPart({ editing }: { editing: Editing }) {
  const words = useWords();
  const { say } = words;
  const { template, may } = editing;
  const { search, put } = useAddress();
  const ownOnly = search.get('own') === 'true';
  const [edited, edit] = useState<MoveName | null>(null);
  const rows = [...onward, ...moveNames.filter((move) => !onward.includes(move))].filter(
    (move) => !ownOnly || template.moves[move] !== undefined,
  );
  return (
    <Section
      title={say('desk.templates.part.moves')}
      extra={
        <Checkbox checked={ownOnly} onChange={(event) => put({ own: event.target.checked || undefined })}>
          {say('desk.templates.own_only')}
        </Checkbox>
      }
    >
      <TableBox size="free" label={say('desk.templates.part.moves')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('desk.templates.move')}</th>
              <th scope="col">{say('desk.templates.at.moves.off')}</th>
              <th scope="col">{say('desk.templates.at.moves.by')}</th>
              <th scope="col">{say('desk.templates.at.moves.automatic')}</th>
              <th scope="col">{say('desk.templates.at.moves.checklist')}</th>
              {may && <th scope="col">{say('desk.edit')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((move) => {
              const own = template.moves[move];
              return (
                <tr key={move} className={own?.off ? 'move-off' : ''}>
                  <th scope="row" className="nowrap">
                    {own?.label?.[words.lang] ?? say(`case.move.${move}`)}
                    {own?.label && <small>{say(`case.move.${move}`)}</small>}
                  </th>
                  <td>{say(own?.off ? 'desk.templates.no' : 'desk.templates.yes')}</td>
                  <td>
                    {own?.by ? (
                      <em className="tag tag-blue">{postWords(words, own.by)}</em>
                    ) : (
                      <span className="faint">{postWords(words, peopleOf(move))}</span>
                    )}
                  </td>
                  <td>
                    {own?.automatic ? (
                      <em className="tag tag-green">{say('desk.templates.alone')}</em>
                    ) : (
                      <span className="faint">{say('desk.templates.by_hand')}</span>
                    )}
                  </td>
                  <td>
                    {own?.checklist?.length ? (
                      <ul className="ticks">
                        {own.checklist.map((item) => (
                          <li key={item.id}>☑ {item.label[words.lang]}</li>
                        ))}
                      </ul>
                    ) : (
                      '—'
                    )}
                  </td>
                  {may && (
                    <td>
                      <EditButton of={say(`case.move.${move}`)} onClick={() => edit(move)} />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableBox>
      {edited && <EditMove key={edited} move={edited} editing={editing} onClose={() => edit(null)} />}
    </Section>
  );
}

function EditMove({ move, editing, onClose }: { move: MoveName; editing: Editing; onClose: () => void }) {
  const { say } = useWords();
  const { template, change } = editing;
  const [own, setOwn] = useState<TemplateMove>(template.moves[move] ?? {});
  const put = (part: Partial<TemplateMove>) => setOwn((before) => ({ ...before, ...part }));
  const list = own.checklist ?? [];
  const unfinished =
    list.some(({ label }) => !label.zh || !label.en) || Boolean(own.label && (!own.label.zh || !own.label.en));
  const keep = () => {
    const { [move]: _, ...others } = template.moves;
    const now = without(own);
    change({ moves: now ? { ...others, [move]: now } : others });
    onClose();
  };
  const usual = peopleOf(move);
  return (
    <Modal
      open
      title={say(`case.move.${move}`)}
      onCancel={onClose}
      onOk={keep}
      okText={say('desk.templates.apply')}
      okButtonProps={{ disabled: unfinished }}
      width={600}
    >
      <div className="stack">
        <Checkbox checked={!own.off} onChange={(event) => put({ off: !event.target.checked })}>
          {say('desk.templates.used')}
        </Checkbox>
        {!own.off && (
          <>
            <PostsField
              label={say('desk.templates.at.moves.by')}
              value={own.by ?? usual}
              disabled={false}
              hint={say('desk.templates.by.hint')}
              onChange={(by) =>
                put({ by: by.length === usual.length && usual.every((one) => by.includes(one)) ? [] : by })
              }
            />
            {mayGoAlone.includes(move) && (
              <Checkbox checked={own.automatic ?? false} onChange={(event) => put({ automatic: event.target.checked })}>
                {say('desk.templates.automatic')}
              </Checkbox>
            )}
            <Group label={say('desk.templates.own_word')}>
              {
                <BothInput
                  about={say('desk.templates.own_word')}
                  value={own.label}
                  placeholder={say(`case.move.${move}`)}
                  disabled={false}
                  onChange={(label) => put({ label })}
                />
              }
            </Group>
            <div className="stack">
              <strong>{say('desk.templates.at.moves.checklist')}</strong>
              {list.map((item, i) => (
                <div key={item.id} className="template-tick">
                  <BothInput
                    about={say('desk.templates.item', { n: i + 1 })}
                    value={item.label}
                    disabled={false}
                    onChange={(label) =>
                      put({
                        checklist: list.map((one) =>
                          one.id === item.id ? { ...one, label: label ?? { zh: '', en: '' } } : one,
                        ),
                      })
                    }
                  />
                  <Button
                    type="text"
                    icon={<DeleteOutlined aria-hidden />}
                    aria-label={say('desk.templates.item.remove', { n: i + 1 })}
                    onClick={() => put({ checklist: list.filter((one) => one.id !== item.id) })}
                  />
                </div>
              ))}
              {list.length < 40 && (
                <Button
                  size="small"
                  icon={<PlusOutlined aria-hidden />}
                  onClick={() => put({ checklist: [...list, { id: freeId(list), label: { zh: '', en: '' } }] })}
                >
                  {say('desk.templates.item.add')}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </Modal>
  );
}

/** An item keeps its id for ever, for facts name what was ticked. */
function freeId(list: readonly { id: string }[]): string {
  for (let n = list.length + 1; ; n++) if (!list.some(({ id }) => id === `item_${n}`)) return `item_${n}`;
}
