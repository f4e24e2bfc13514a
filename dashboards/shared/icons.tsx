type IconProps = { className?: string };

/** The mark of a breach: always beside a word, never alone. */
export function BreachIcon({ className = '' }: IconProps) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d="M6 1.4 11.2 10.6H.8z" fill="currentColor" />
    </svg>
  );
}

/** The mark of a warning: an outline, so that shape tells it from a breach where colour does not. */
export function WarningIcon({ className = '' }: IconProps) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d="M6 2.2 10.4 10H1.6z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}

/** The mark of all being well. */
export function ClearIcon({ className = '' }: IconProps) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d="M1.8 6.4 4.8 9.4 10.2 3" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
