/** Several matters, several streets: what a key event looks at and an emergency puts first. */
import { Select } from 'antd';
import { listAreas } from '#contract/areas.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Field } from '../../parts/field.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { soundsLike } from '../../parts/pinyin.ts';

type Several = { label: string; value: number[]; onChange: (value: number[]) => void; required?: boolean };

export const useStreets = (): { value: number; label: string }[] => {
  const { data } = useRead(listAreas, { query: { level: 'street', limit: 100 } }, { staleMs: 300_000 });
  const called = useCalled();
  return (data?.rows ?? []).map((street) => ({ value: street.id, label: called(street) }));
};

export function MattersField(several: Several) {
  const { matters } = useMatters();
  const options = matters
    .filter(({ retired }) => !retired)
    .map(({ id, called, code }) => ({ value: id, label: `${called} · ${code}` }));
  return <SeveralField {...several} options={options} />;
}
export function StreetsField(several: Several) {
  return <SeveralField {...several} options={useStreets()} />;
}
function SeveralField({
  label,
  value,
  onChange,
  required = false,
  options,
}: Several & { options: { value: number; label: string }[] }) {
  const { say } = useWords();
  return (
    <Field label={label} required={required}>
      {({ id }) => (
        <Select
          id={id}
          mode="multiple"
          value={value}
          onChange={onChange}
          options={options}
          showSearch={{ filterOption: (typed, option) => soundsLike(typed, option?.label ?? '') }}
          notFoundContent={say('desk.pick.none')}
          maxCount={50}
          className="wide"
        />
      )}
    </Field>
  );
}
