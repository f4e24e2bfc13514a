import { instantOf } from '@watchfloor/contracts/instant';
import type { Snapshot, SubjectRow, WindowName } from '@watchfloor/contracts/live';
import { agentRow, departmentRow, floorRow, subjectRow, ticketRow, waitingRow } from '@watchfloor/core/live/rows';
import { idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import type { Board } from './board.ts';

export type Asked = { window: WindowName; now: number; seq: number };

const subjectsOfKind = (board: Board, kind: 'a' | 't' | 's' | 'c'): SubjectKey[] =>
  [...board.view.subjects.keys()].filter((key) => key.startsWith(`${kind}:`) && board.view.isShown(key));

/** Instants of a picture taken at `now`: windows end at the next whole second, so that everything up to now is in. */
export function frameOf(board: Board, window: WindowName, now: number) {
  board.view.advance(now);
  const { from, to } = board.view.windows.range(window);
  return { floorId: board.view.floor.id, window, asOf: instantOf(now), from: instantOf(from), to: instantOf(to) };
}

/** The whole board of a floor at `now` (epoch ms). */
export function snapshotOf(board: Board, { window, now, seq }: Asked): Snapshot {
  const frame = frameOf(board, window, now);
  const { view } = board;
  const asked = { view, window, now };
  const rows = (kind: 't' | 's' | 'c'): SubjectRow[] => subjectsOfKind(board, kind).map((key) => subjectRow(key, asked));
  return {
    ...frame,
    seq,
    floor: floorRow(asked),
    teams: rows('t'),
    agents: subjectsOfKind(board, 'a').map((key) => agentRow(idOfSubject(key), asked)),
    shops: rows('s'),
    channels: rows('c'),
    waiting: [...view.conversations.values()].map((conversation) => waitingRow(conversation, asked)).filter((row) => row !== null),
    tickets: [...view.tickets.values()].map((ticket) => ticketRow(ticket, asked)).filter((row) => row !== null),
    departments: [...view.departments.keys()].map((id) => departmentRow(id, asked)).filter((row) => row !== null),
    alerts: [...board.alerts.values()],
    suggestions: [],
  };
}
