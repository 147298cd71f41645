/**
 * 导出文件: a long list of cases as a file that the server writes, behind the desk's own export for short ones. It has the filters and
 * the columns of the list it was asked from, is its asker's alone, and is deleted after a day; that it was written and every time it
 * was fetched is a fact (数据安全法 § 27, 个人信息保护法 § 51: who took how much away can be told).
 */
import Type, { type Static } from 'typebox';
import { Job } from './areas.ts';
import { caseColumns } from './case-columns.ts';
import { listCases } from './cases.ts';
import { endpoint, Instant, nullable, Uuid } from './endpoint.ts';

/** Longer than this, and the server writes it. */
export const shortList = 2_000;
/** A spreadsheet opens 1,048,576 lines and not one more. */
export const longestList = 1_000_000;
export const fileKeptHours = 24;

/** What a list was filtered by; where one stood in it is no filter. */
export const CaseListQuery = Type.Omit(listCases.query!, ['after', 'limit']);
export type CaseListQuery = Static<typeof CaseListQuery>;

export const CaseFile = Type.Object(
  {
    job: Job,
    /** lines of cases in it, and its size; null until it is written */
    rows: nullable(Type.Integer()),
    bytes: nullable(Type.Integer()),
    /** there were more than a spreadsheet opens */
    cut: Type.Boolean(),
    /** when it is deleted */
    until: Instant,
  },
  { $id: 'CaseFile' },
);
export type CaseFile = Static<typeof CaseFile>;

export const writeCaseFile = endpoint({
  id: 'cases.writeFile',
  method: 'POST',
  path: '/v1/cases/files',
  summary: '导出长列表 · a long list as a file that the server writes',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    query: CaseListQuery,
    columns: Type.Array(Type.Enum(caseColumns.map(({ name }) => name)), { minItems: 1, maxItems: caseColumns.length }),
  }),
  reply: Job,
  problems: ['reader.not_permitted', 'file.being_written'],
});
/** Her own of the last day, the newest first. */
export const listCaseFiles = endpoint({
  id: 'cases.files',
  method: 'GET',
  path: '/v1/cases/files',
  summary: '我的导出文件 · the files I asked for, while they are kept',
  access: 'signed_in',
  reply: Type.Object({ files: Type.Array(CaseFile) }),
  problems: ['reader.not_permitted'],
});
export const readCaseFile = endpoint({
  id: 'cases.readFile',
  method: 'GET',
  path: '/v1/cases/files/:jobId',
  summary: '下载导出文件 · the file itself, for whoever asked for it',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  download: 'text/csv; charset=utf-8',
  reply: Type.Unknown(),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
