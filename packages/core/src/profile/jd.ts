import { words } from '@watchfloor/contracts/definition';
import type { Profile } from '@watchfloor/contracts/profile';
import { DEFAULT_RULES } from './default.ts';
import { BRIEF, OURS, rulesFrom, says } from './says.ts';

/** A question and answer of a maker of bots for shops; without a date: read on this one. */
const ANSWERED = { source: 'https://insight.xiaoduoai.com/faq/questions/D1qA', date: '2026-11-22' };

const lines = [
  says('unit', 'session', {
    ...BRIEF,
    text: words('按会话:只看会话的首次人工回复。', '按會話:只看會話的首次人工回覆。', 'By session: only its first human reply counts.'),
  }),
  says('limits', [30], { ...ANSWERED, text: words('30 秒应答率。', '30 秒應答率。', 'The 30-second answer rate.') }),
  says(
    'hours',
    { from: '09:00', to: '23:00' },
    {
      ...ANSWERED,
      text: words(
        '09:00-23:00 开始的会话计入;08:56 开始的不计,另算留言。',
        '09:00-23:00 開始的會話計入;08:56 開始的不計,另算留言。',
        'Sessions that begin from 09:00 to 23:00 count; one that begins at 08:56 is out (a message left, for JD).',
      ),
    },
  ),
  says('mergeGapMs', 599_999, {
    ...ANSWERED,
    text: words(
      '关闭后不到 10 分钟再来,算原会话。',
      '關閉後不到 10 分鐘再來,算原會話。',
      'Who comes back less than 10 min after the close is in the same session.',
    ),
  }),
  says('nobodyThereOut', true, {
    ...BRIEF,
    text: words(
      '所有客服离线或挂起时开始的会话不计。',
      '所有客服離線或掛起時開始的會話不計。',
      'Sessions that begin while all agents are offline or suspended are out.',
    ),
  }),
  says('target', 0.9, {
    ...OURS,
    text: words(
      '目标 90% 是我们的默认值,可按店铺修改。',
      '目標 90% 是我們的預設值,可按店鋪修改。',
      'The target of 90 % is ours; to be set by shop.',
    ),
  }),
  says(
    'waitLimits',
    { first: true, nudgeMs: 12_000, warningMs: 20_000, criticalMs: 30_000 },
    {
      source: 'Watchfloor brief, metrics.md, "Default limits" (JD first reply 12 / 20 / 30 s)',
      date: BRIEF.date,
      text: words(
        '首次回复前:12 秒提醒,20 秒预警,30 秒超时。',
        '首次回覆前:12 秒提醒,20 秒預警,30 秒超時。',
        'Until the first reply: nudge at 12 s, warning at 20 s, critical at 30 s.',
      ),
    },
  ),
];

export const JD_PROFILE: Profile = {
  name: 'jd',
  title: words('京东', '京東', 'JD'),
  about: words('咚咚 30 秒应答率,按会话。', '咚咚 30 秒應答率,按會話。', 'Dongdong: the 30-second answer rate, by session.'),
  versions: [{ version: '2026-11', validFrom: null, lines, rules: rulesFrom(lines, DEFAULT_RULES) }],
};
