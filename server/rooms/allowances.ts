import { SOURCES, type Grants, type Identity, type Source } from '@earshot/shared';

/**
 * People whose own word is kept. A call has 350 places, an identity keeps its word while it is away; beyond this the oldest
 * word of somebody who is not there is forgotten.
 */
export const MAX_ALLOWANCES = 2_000;

/** What an admin has said of one person, beside what holds for all. */
type Word = 'forbidden' | 'permitted';

/** Who may have forbidden sources: known by identity, so that neither a reload nor a second visit gets around it. */
export interface AllowanceSubject {
  readonly identity: Identity;
  readonly grants: Pick<Grants, 'admin'>;
}

/** Which sources admins of a call have forbidden, for all and for single people. */
export interface Allowances {
  /** For all without the `admin` grant. */
  readonly forAll: readonly Source[];
  /** What this person may not send: what was forbidden it by name, and what is forbidden for all without an exception. */
  forbiddenTo(subject: AllowanceSubject): readonly Source[];
  forbid(identity: Identity, sources: readonly Source[]): void;
  /** Where a source is forbidden for all, an exception. */
  permit(identity: Identity, sources: readonly Source[]): void;
  /** Exceptions from before end; whether what holds for all is another than before. */
  forbidAll(sources: readonly Source[]): boolean;
  /** What was forbidden by name stays so; whether what holds for all is another than before. */
  permitAll(sources: readonly Source[]): boolean;
}

/** Makes it: everything is allowed. `isPresent` says whose word must not be forgotten. */
export function createAllowances(
  isPresent: (identity: Identity) => boolean,
  maxWords = MAX_ALLOWANCES,
): Allowances {
  const forAll = new Set<Source>();
  const words = new Map<Identity, Map<Source, Word>>();

  function say(identity: Identity, source: Source, word: Word | undefined): void {
    const own = words.get(identity) ?? new Map<Source, Word>();
    if (word === undefined) own.delete(source);
    else own.set(source, word);
    if (own.size === 0) words.delete(identity);
    else words.set(identity, own);
    if (words.size > maxWords) forgetOne(identity);
  }

  function forgetOne(except: Identity): void {
    const candidates = [...words.keys()].filter((identity) => identity !== except);
    const oldest = candidates.find((identity) => !isPresent(identity)) ?? candidates[0];
    if (oldest !== undefined) words.delete(oldest);
  }

  function endExceptions(sources: readonly Source[]): void {
    for (const [identity, own] of [...words]) {
      for (const source of sources) if (own.get(source) === 'permitted') say(identity, source, undefined);
    }
  }

  return {
    get forAll() {
      return SOURCES.filter((source) => forAll.has(source));
    },
    forbiddenTo({ identity, grants }) {
      const own = words.get(identity);
      return SOURCES.filter((source) => {
        const word = own?.get(source);
        return word === undefined ? forAll.has(source) && !grants.admin : word === 'forbidden';
      });
    },
    forbid(identity, sources) {
      for (const source of sources) say(identity, source, 'forbidden');
    },
    permit(identity, sources) {
      for (const source of sources) say(identity, source, forAll.has(source) ? 'permitted' : undefined);
    },
    forbidAll(sources) {
      endExceptions(sources);
      const before = forAll.size;
      for (const source of sources) forAll.add(source);
      return forAll.size !== before;
    },
    permitAll(sources) {
      endExceptions(sources);
      const before = forAll.size;
      for (const source of sources) forAll.delete(source);
      return forAll.size !== before;
    },
  };
}
