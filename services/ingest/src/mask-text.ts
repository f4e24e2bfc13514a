/** Mainland mobile numbers, also written with +86, 0086, spaces or dashes, also straight after letters ("wx138…"). */
const MOBILE = /(?<!\d)(?:(?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)/g;
/** Resident identity numbers: 17 digits and a digit or X. */
const IDENTITY = /(?<!\d)([1-9]\d{5})(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}([\dXx])(?!\d)/g;

/** Replaces telephone and identity numbers in a text, so that they are never stored. Enough stays to tell two apart. */
export function maskText(text: string): string {
  if (!/\d{4}/.test(text)) return text;
  return text.replace(IDENTITY, '$1***********$2').replace(MOBILE, '$1****$3');
}
