/** The number of a case at the head of its row: it stays in sight when a wide table is scrolled, and leads to the case. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { paths } from '../paths.ts';

export function CaseCell({
  row: { id, number },
  children,
}: {
  row: { id: string; number: string };
  /** what stands under the number */
  children?: ReactNode;
}) {
  return (
    <th scope="row" className="frozen">
      <Link className="number" to={paths.case(id)}>
        {number}
      </Link>
      {children}
    </th>
  );
}
