/** 网格区域: from the district down to the cell, a list beside the map. Chosen ones can be merged. */
import { App, Button, Checkbox, Input, Modal, Select } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { areaShapes, getArea, listAreas, listLayers, mergeAreas, type AreaRow, type Level } from '#contract/areas.ts';
import { call, usePages, useRead, useWrite } from '#web/kit/api.ts';
import { uuidv7 } from '#contract/ids.ts';
import { DistrictMap, type MapOutline } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { Tiles, type Report } from './findings.tsx';

/** 10,000 m² are a hectare; a square kilometre is a hundred of them. */
export function areaWords(m2: number | null): string {
  if (m2 === null) return '—';
  return m2 >= 1e6 ? `${(m2 / 1e6).toFixed(2)} km²` : `${(m2 / 1e4).toFixed(2)} ha`;
}

export function AreasPage() {
  const { say } = useWords();
  const called = useCalled();
  const who = useWho();
  const may = who.may('areas.edit');
  const [search, setSearch] = useSearchParams();
  const layers = useRead(listLayers, {}, { staleMs: 60_000 });
  const layer = search.get('layer') ?? undefined;
  const given = /^\d+$/.test(search.get('parent') ?? '') ? Number(search.get('parent')) : undefined;
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const [chosen, choose] = useState<ReadonlyMap<number, AreaRow>>(new Map());
  const [merging, merge] = useState(false);
  // a tree with one root (the district) begins below it
  const tops = useRead(
    listAreas,
    { query: { limit: 2, ...(layer ? { layer } : {}) } },
    { enabled: !given, staleMs: 60_000 },
  );
  const root = tops.data?.rows.length === 1 && tops.data.rows[0]!.children > 0 ? tops.data.rows[0]!.id : undefined;
  const parentId = given ?? root;
  const parent = useRead(getArea, { params: { areaId: parentId ?? 0 } }, { enabled: parentId !== undefined });
  const list = usePages(
    listAreas,
    { query: { limit: 100, ...(layer ? { layer } : {}), ...(q ? { q } : parentId ? { parentId } : {}) } },
    { keepPrevious: true, enabled: given !== undefined || tops.data !== undefined },
  );
  const { rows } = list;
  const shown = rows[0]?.level;
  const outlines = useShapes(parentId, layer, shown);
  const toggle = (row: AreaRow) => {
    const next = new Map(chosen);
    if (!next.delete(row.id)) next.set(row.id, row);
    choose(next);
  };
  return (
    <Page
      wide
      title={say('desk.nav.areas')}
      hint={say('desk.areas.hint')}
      actions={
        may && (
          <>
            <Link className="button" to={paths.areaCheck()}>
              {say('desk.areas.check')}
            </Link>
            <Link className="button" to={paths.areaImport()}>
              {say('desk.areas.import')}
            </Link>
            <Button type="primary" disabled={chosen.size < 2} onClick={() => merge(true)}>
              {say('desk.areas.merge', { n: chosen.size })}
            </Button>
          </>
        )
      }
    >
      <search className="filters">
        <Input
          type="search"
          aria-label={say('desk.areas.search')}
          placeholder={say('desk.areas.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          allowClear
          maxLength={80}
        />
        <Select
          aria-label={say('desk.areas.layer')}
          placeholder={say('desk.areas.layer')}
          allowClear
          value={layer}
          onChange={(value?: string) => setSearch(value ? { layer: value } : {})}
          options={(layers.data?.layers ?? []).map((one) => ({
            value: one.name,
            label: `${called({ name: one.title || one.name, nameEn: one.titleEn })} (${one.areas})`,
          }))}
        />
      </search>
      <nav className="crumbs" aria-label={say('desk.areas.path')}>
        <Link to={paths.areas(layer ? { layer } : {})}>{say('desk.areas.top')}</Link>
        {parent.data?.ancestors.map((one) => (
          <Link key={one.id} to={paths.areas({ parent: one.id, ...(layer ? { layer } : {}) })}>
            {one.name}
          </Link>
        ))}
        {parent.data && (
          <Link to={paths.area(parent.data.area.id)}>
            <strong>{called(parent.data.area)}</strong> · {say('desk.areas.page')}
          </Link>
        )}
      </nav>
      {list.error && <Trouble error={list.error} again={list.again} />}
      <div className="areas">
        <div>
          {list.loading ? (
            <Waiting rows={8} />
          ) : rows.length === 0 ? (
            <Nothing title={say('desk.areas.none')}>
              {may && <Link to={paths.areaImport()}>{say('desk.areas.import')}</Link>}
            </Nothing>
          ) : (
            <TableBox label={say('desk.nav.areas')}>
              <table className="table">
                <thead>
                  <tr>
                    {may && (
                      <th scope="col">
                        <span className="sr-only">{say('desk.areas.choose')}</span>
                      </th>
                    )}
                    <th scope="col">{say('desk.areas.name')}</th>
                    <th scope="col">{say('desk.areas.code')}</th>
                    <th scope="col">{say('desk.areas.level')}</th>
                    <th scope="col">{say('desk.areas.size')}</th>
                    <th scope="col">{say('desk.areas.unit')}</th>
                    <th scope="col">{say('desk.areas.below')}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.id}>
                      {may && (
                        <td>
                          <Checkbox
                            checked={chosen.has(row.id)}
                            onChange={() => toggle(row)}
                            aria-label={`${say('desk.areas.choose')} ${called(row)}`}
                          />
                        </td>
                      )}
                      <th scope="row">
                        <Link to={paths.area(row.id)}>{called(row)}</Link>
                      </th>
                      <td className="num">{row.code}</td>
                      <td>{say(`level.${row.level}`)}</td>
                      <td className="num nowrap">{areaWords(row.areaM2)}</td>
                      <td>{row.unitName}</td>
                      <td>
                        {row.children > 0 && (
                          <Link to={paths.areas({ parent: row.id, ...(layer ? { layer } : {}) })}>
                            <span className="sr-only">{called(row)} </span>
                            {say('desk.areas.children', { n: row.children })} ›
                          </Link>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableBox>
          )}
          <More list={list} />
        </div>
        <div className="areas-map">
          <DistrictMap label={say('desk.areas.map')} outlines={outlines} height="calc(100dvh - 260px)" cells />
        </div>
      </div>
      {merging && (
        <Merge
          areas={Array.from(chosen.values())}
          onClose={() => merge(false)}
          onDone={() => {
            merge(false);
            choose(new Map());
          }}
        />
      )}
    </Page>
  );
}

/** Boundaries of what the list shows; the whole district's cells would be too many to mean anything. */
function useShapes(
  parentId: number | undefined,
  layer: string | undefined,
  level: Level | undefined,
): MapOutline[] | undefined {
  const query = { level: level ?? 'street', ...(layer ? { layer } : {}), ...(parentId ? { parentId } : {}) };
  const { data } = useRead(
    areaShapes,
    { query },
    { enabled: level !== undefined && (level !== 'cell' || parentId !== undefined), staleMs: 60_000 },
  );
  return useMemo(() => {
    const features = (data?.features ?? []) as {
      id?: string | number;
      geometry?: unknown;
      properties?: { name?: string } | null;
    }[];
    return features
      .filter((feature) => feature.geometry)
      .map((feature, i) => ({
        id: String(feature.id ?? i),
        geometry: feature.geometry,
        label: feature.properties?.name ?? '',
      }));
  }, [data]);
}

/** Shown before it is done: the merged boundary, its size, its name. */
function Merge({ areas, onClose, onDone }: { areas: AreaRow[]; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const called = useCalled();
  const { message } = App.useApp();
  const [name, setName] = useState(areas[0]?.name ?? '');
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState<{ areaM2: number; outlines: MapOutline[]; report: Report | null } | null>(null);
  const write = useWrite(mergeAreas, { changes: [listAreas, areaShapes, getArea] });
  const body = { areaIds: areas.map(({ id }) => id), ...(name.trim() ? { name: name.trim() } : {}) };
  const preview = async () => {
    setError(null);
    try {
      const answer = await call(mergeAreas, { body: { ...body, id: uuidv7(), dryRun: true } });
      const outlines = [{ id: 'merged', geometry: answer.geometry, label: name }];
      setTried({ areaM2: answer.areaM2, outlines, report: answer.report });
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Modal
      open
      width={720}
      title={say('desk.areas.merge', { n: areas.length })}
      onCancel={onClose}
      okText={say(tried ? 'desk.areas.merge.do' : 'desk.areas.preview')}
      okButtonProps={{ loading: write.isPending }}
      onOk={() =>
        tried
          ? write.mutate(
              { body },
              {
                onSuccess: () => {
                  void message.success(say('desk.saved'));
                  onDone();
                },
              },
            )
          : void preview()
      }
    >
      <div className="stack">
        {(error ?? write.error) !== null && <Trouble error={error ?? write.error} />}
        <ul>
          {areas.map((area) => (
            <li key={area.id}>
              {called(area)} <span className="num">{area.code}</span> {areaWords(area.areaM2)}
            </li>
          ))}
        </ul>
        <Field label={say('desk.areas.name')}>
          {(control) => (
            <Input
              {...control}
              lang="zh-CN"
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={80}
            />
          )}
        </Field>
        {tried && (
          <>
            <p>{say('desk.areas.merged.size', { size: areaWords(tried.areaM2) })}</p>
            <DistrictMap label={say('desk.areas.map')} outlines={tried.outlines} height={280} cells />
            {tried.report && <Tiles report={tried.report} />}
          </>
        )}
        <p className="hint">{say('desk.areas.merge.hint')}</p>
      </div>
    </Modal>
  );
}
