/** Words that say thank you or all right and ask for nothing (metrics.md, "Courtesies"). */
const COURTESIES = [
  // zh-CN and zh-TW
  ...'好|好的|好吧|好滴|好嘞|好好|好的好的|行|行吧|可以|可以的|没事|沒事|没事了|沒事了|没关系|沒關係|嗯|嗯嗯|嗯呢|恩|恩恩|哦|哦哦|噢|收到|知道|知道了|明白|明白了|了解|了解了|清楚了'.split(
    '|',
  ),
  ...'谢谢|謝謝|谢谢你|謝謝你|谢谢您|謝謝您|谢谢亲|多谢|多謝|感谢|感謝|谢了|謝了|谢谢了|非常感谢|非常感謝|太感谢了|辛苦了|辛苦|麻烦了|麻煩了|再见|再見|拜拜|晚安'.split(
    '|',
  ),
  // en
  ...'ok|okay|k|okey|yes|yep|sure|fine|great|good|perfect|thanks|thank you|thank u|thx|ty|tks|thanks a lot|many thanks|thank you very much|thank you so much|got it|i see|understood|alright|all right|noted|bye|goodbye|cheers'.split(
    '|',
  ),
];

/** Words that only ask for patience (metrics.md, "Fillers"). */
const FILLERS = [
  ...'稍等|稍等下|稍等一下|请稍等|請稍等|请稍等一下|請稍等一下|亲稍等|親稍等|亲稍等一下|亲请稍等|稍等片刻|请稍候|請稍候|稍候|等一下|等下|等等|等我一下|马上|馬上|马上来|马上就来|在|在的|在的亲|亲在的|您好在的|我看一下|我看下|我查一下|我查下|我帮您查一下|帮您查一下|帮您看一下|我帮您看一下|正在查询|正在为您查询|正在處理|正在处理'.split(
    '|',
  ),
  ...'one moment|one moment please|just a moment|just a moment please|a moment please|one second|one sec|just a sec|just a second|please wait|please hold on|hold on|hold on please|hang on|bear with me|let me check|let me see|be right with you'.split(
    '|',
  ),
];

/** A longer text is neither, whatever it says. */
export const PHRASE_LENGTH = 48;

const EMOJI = /\p{Extended_Pictographic}/u;
const NO_WORDS = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{200d}|\u{fe0f}/gu;
const BETWEEN = /[\p{P}\p{S}\r\n\t]+/u;
/** Particles that change nothing, and the tilde that goes with them. */
const PARTICLES = /^[啦呀哦~]+|[啦呀哦~]+$/gu;

/** What courtesies and fillers are on a floor. */
export type Phrases = { isCourtesy(text: string | undefined): boolean; isFiller(text: string | undefined): boolean };

/** The lists of the house, with words of a floor's own. */
export function phrasesOf({
  courtesies = [],
  fillers = [],
}: {
  courtesies?: readonly string[];
  fillers?: readonly string[];
} = {}): Phrases {
  const [polite, patient] = [listOf([...COURTESIES, ...courtesies]), listOf([...FILLERS, ...fillers])];
  return {
    isCourtesy(text) {
      if (text === undefined || text.length > PHRASE_LENGTH) return false;
      const parts = partsOf(text);
      // A lone rose or thumb says thank you; a lone question mark does not.
      return parts.length === 0 ? EMOJI.test(text) && !/[?？]/u.test(text) : parts.every((part) => isIn(polite, part));
    },
    isFiller(text) {
      if (text === undefined || text.length > PHRASE_LENGTH) return false;
      const parts = partsOf(text);
      // "亲,稍等" is a filler with a courtesy before it; courtesies alone are an answer.
      return (
        parts.some((part) => isIn(patient, part)) && parts.every((part) => isIn(patient, part) || isIn(polite, part) || VOCATIVES.has(part))
      );
    },
  };
}

const VOCATIVES = new Set(['亲', '親', '亲亲', '您好', '你好', 'hi', 'hello', 'dear']);

const trimmed = (part: string): string => part.trim().replace(PARTICLES, '').trim();
const listOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.map((word) => trimmed(word.normalize('NFKC').toLowerCase())));

function partsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(NO_WORDS, ',');
  return plain
    .split(BETWEEN)
    .map(trimmed)
    .filter((part) => part !== '');
}

/** A part is in a list as a whole, or word by word ("ok thanks"). */
const isIn = (list: ReadonlySet<string>, part: string): boolean =>
  list.has(part) || (part.includes(' ') && part.split(/\s+/u).every((word) => list.has(trimmed(word))));

/** What holds where a floor says nothing else. */
export const HOUSE_PHRASES = phrasesOf();
