import type { Floor } from '@watchfloor/contracts/floor';
import type { WindowName } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { writeScope } from './model/scope.ts';
import { Message } from './parts/message.tsx';

type UnknownFloorProps = { floor: string; reason: string; floors: Floor[]; window: WindowName };

/** The floor asked for is not there for this person: here are those that are. */
export function UnknownFloor({ floor, reason, floors, window }: UnknownFloorProps) {
  const { t } = useTranslation();
  return (
    <Message title={t('unknownFloor.title', { floor })} text={t('unknownFloor.text', { reason })}>
      <ul className="floor-list">
        {floors.map(({ id, name }) => (
          <li key={id}>
            <a href={writeScope('', { floor: id, window, rounds: null })}>{name}</a>
          </li>
        ))}
      </ul>
    </Message>
  );
}
