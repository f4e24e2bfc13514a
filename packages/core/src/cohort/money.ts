/** Money is counted in ten-thousandths of its unit, the finest that an event can say, as whole numbers: nothing is rounded away. */
const UNIT = 10_000n;
const DIGITS = 4;

/** Ten-thousandths of a decimal string such as "129.9" or "-0.0001". */
export function tenThousandths(decimal: string): bigint {
  const negative = decimal.startsWith('-');
  const [whole = '0', part = ''] = (negative ? decimal.slice(1) : decimal).split('.');
  const amount = BigInt(whole) * UNIT + BigInt(part.slice(0, DIGITS).padEnd(DIGITS, '0'));
  return negative ? -amount : amount;
}

/** The decimal string of so many ten-thousandths; two decimals, more where they say something: "129.90", "33.3333". */
export function decimalOf(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const part = String(size % UNIT)
    .padStart(DIGITS, '0')
    .replace(/0{1,2}$/, '');
  return `${amount < 0n ? '-' : ''}${size / UNIT}.${part}`;
}

/** A share of an amount, rounded half up to the ten-thousandth. */
export function shareOf(amount: bigint, parts: bigint): bigint {
  const doubled = 2n * amount + parts;
  const quotient = doubled / (2n * parts);
  return doubled < 0n && doubled % (2n * parts) !== 0n ? quotient - 1n : quotient;
}
