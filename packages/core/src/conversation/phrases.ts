import { COURTESIES, FILLERS, VOCATIVES } from '@watchfloor/contracts/house-words';

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
  const [polite, patient, vocatives] = [listOf([...COURTESIES, ...courtesies]), listOf([...FILLERS, ...fillers]), listOf(VOCATIVES)];
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
        parts.some((part) => isIn(patient, part)) && parts.every((part) => isIn(patient, part) || isIn(polite, part) || vocatives.has(part))
      );
    },
  };
}

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
