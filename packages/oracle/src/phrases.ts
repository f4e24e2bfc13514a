import { COURTESIES, FILLERS, VOCATIVES } from '@watchfloor/contracts/house-words';

/** A longer text asks for something, or answers it. */
const LONGEST = 48;

/** Words that a floor has added to those of the house. */
export type OwnWords = { courtesies?: readonly string[]; fillers?: readonly string[] };
export type Phrases = { isCourtesy(text: string | undefined): boolean; isFiller(text: string | undefined): boolean };

export function phrasesOf(own: OwnWords = {}): Phrases {
  const polite = [...COURTESIES, ...(own.courtesies ?? [])].map(spelled);
  const patient = [...FILLERS, ...(own.fillers ?? [])].map(spelled);
  return { isCourtesy: (text) => isCourtesy(text, polite), isFiller: (text) => isFiller(text, polite, patient) };
}

/** Does a text only thank or agree: is every part of it a courtesy? Emoji alone do, a question mark never does. */
function isCourtesy(text: string | undefined, courtesies: readonly string[]): boolean {
  if (text === undefined || text.length > LONGEST) return false;
  const parts = partsOf(text);
  if (parts.length === 0) return [...text].some(isPicture) && !/[?？]/.test(text);
  return parts.every((part) => isOneOf(courtesies, part));
}

/** Does a text only ask for patience? A courtesy or a form of address beside it makes it no answer. */
function isFiller(text: string | undefined, courtesies: readonly string[], fillers: readonly string[]): boolean {
  if (text === undefined || text.length > LONGEST) return false;
  const parts = partsOf(text);
  const asks = (part: string) => isOneOf(fillers, part);
  return parts.some(asks) && parts.every((part) => asks(part) || isOneOf(courtesies, part) || VOCATIVES.includes(part));
}

/** What stands between punctuation, signs, emoji and line ends, without 啦呀哦~ at its ends. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const char of text.normalize('NFKC').toLowerCase()) {
    if (isBetween(char)) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map(bare).filter((found) => found !== '');
}

const isPicture = (char: string): boolean => /\p{Extended_Pictographic}/u.test(char);
/** The joiner and the variant sign are parts of an emoji; marks of ordinary writing are not. */
const isBetween = (char: string): boolean =>
  isPicture(char) || /[\p{Emoji_Modifier}\p{P}\p{S}\r\n\t]/u.test(char) || char === '\u200d' || char === '\ufe0f';

function bare(part: string): string {
  let word = part.trim();
  while (word !== '' && '啦呀哦~'.includes(word.charAt(0))) word = word.slice(1);
  while (word !== '' && '啦呀哦~'.includes(word.charAt(word.length - 1))) word = word.slice(0, -1);
  return word.trim();
}

/** In the list as a whole, or word by word ("ok thanks"). */
function isOneOf(list: readonly string[], part: string): boolean {
  const known = (word: string) => list.includes(bare(word));
  return known(part) || (part.includes(' ') && part.split(/\s+/u).every(known));
}

const spelled = (word: string): string => bare(word.normalize('NFKC').toLowerCase());
