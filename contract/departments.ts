/** Apart from the rest of `access`, for it is what a resident's telephone fetches of it. */
import Type from 'typebox';
import { endpoint } from './endpoint.ts';

/** Those a resident may name when she reports something; no counter, no centre, nobody's office. */
export const listDepartments = endpoint({
  id: 'access.departments',
  method: 'GET',
  path: '/v1/departments',
  summary: '职能部门 · the departments a reporter may name',
  access: 'public',
  reply: Type.Object({
    departments: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), nameEn: Type.String() })),
  }),
});
