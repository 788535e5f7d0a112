/** What one rule says of a row. */
export interface Finding {
  /** Short and fixed: what is held against what. */
  readonly rule: string;
  readonly isRight: boolean;
  /** The figures. */
  readonly text: string;
}

/** Shares as people read them. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
