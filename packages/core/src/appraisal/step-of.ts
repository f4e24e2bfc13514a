/** One of several steps that do not overlap, half-open; null: no end. */
type Step = { from: number | null; to: number | null };

/** The step that a value is on. Edges belong to the step above: 40 % is on [40 %, 50 %), 39.99 % is not. */
export const stepOf = <S extends Step>(steps: readonly S[], value: number): S | null =>
  steps.find(({ from, to }) => (from === null || from <= value) && (to === null || value < to)) ?? null;
