import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useRem } from './use-rem.ts';

export type Column = { key: string; head: string; definition?: string };

/** Attributes that a row has to carry: its place among all rows, most of which are not in the document. */
export type RowPlace = { 'aria-rowindex': number };

type VirtualTableProps<Row> = {
  label: string;
  /** Class of the table; the style sheet names its columns `.col-<key>` and may hide some where there is no room. */
  className: string;
  columns: Column[];
  rows: Row[];
  keyOf: (row: Row) => string;
  renderRow: (row: Row, place: RowPlace) => ReactNode;
  /** Height of every row, rem. */
  rowRem?: number;
};

/** A real table that holds only the rows in sight, so that thousands scroll smoothly; it scrolls by keyboard too. */
export function VirtualTable<Row>({ label, className, columns, rows, keyOf, renderRow, rowRem = 2.3 }: VirtualTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = Math.round(useRem() * rowRem);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes are kept until told that they changed
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div className="scroller" ref={scroller} tabIndex={0}>
      <table className={className} aria-label={label} aria-rowcount={rows.length + 1} style={{ '--row-height': `${height}px` }}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ key, head, definition }) => (
              <th key={key} scope="col" className={`col-${key}`} title={definition}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} columns={columns.length} />
          {items.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : <Keyed key={keyOf(row)}>{renderRow(row, { 'aria-rowindex': index + 2 })}</Keyed>;
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

function Keyed({ children }: { children: ReactNode }) {
  return children;
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can be focused
    <tr className="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
