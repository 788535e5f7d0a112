import { useId, useState, type JSX } from 'react';
import { useNarrow } from '../../hooks/use-media-query.ts';
import { Select } from '../../ui/select.tsx';
import { countConditions, NO_FILTERS, type Filters } from '../model/filters.ts';
import { addressOf } from '../model/route.ts';
import { fromField, toField } from '../model/times.ts';
import { goTo } from '../use-address.ts';
import {
  BLAMES,
  FACTORS,
  SEARCHED_BANDS,
  bandWords,
  blameWords,
  factorWords,
  nameWords,
} from '../words/cause-words.ts';
import { ISSUE_NAMES } from '../words/issue-names.ts';

type Change = (next: Filters) => void;

const KINDS = [
  { value: 'room', label: 'Room' },
  { value: 'participant', label: 'Participant' },
  { value: 'tag', label: 'Tag' },
  { value: 'call', label: 'Call ID' },
] as const;
const SPAN_OPTIONS = [
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 hours' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'all', label: 'All that is kept' },
  { value: 'between', label: 'Between …' },
] as const;
const SORT_OPTIONS = [
  { value: 'worst', label: 'Worst first' },
  { value: 'newest', label: 'Newest first' },
] as const;
const any = { value: '', label: 'Any' };

/** What the list is narrowed down to; everything is in the address as well. */
export function FilterBar(props: { readonly filters: Filters; readonly onChange: Change }): JSX.Element {
  const { filters, onChange } = props;
  const change = (part: Partial<Filters>) => {
    onChange({ ...filters, ...part });
  };
  const conditions = countConditions(filters);
  const narrow = useNarrow();
  return (
    <section className="quality-filters" aria-label="Search">
      <SearchField filters={filters} onChange={onChange} />
      {narrow ? (
        <details open={conditions > 0}>
          <summary>Time, conditions and order</summary>
          <Fields filters={filters} change={change} />
        </details>
      ) : (
        <Fields filters={filters} change={change} />
      )}
      {conditions > 0 && (
        <button type="button" className="button button-small" onClick={() => onChange(NO_FILTERS)}>
          Remove all conditions
        </button>
      )}
    </section>
  );
}

interface FieldsProps {
  readonly filters: Filters;
  readonly change: (part: Partial<Filters>) => void;
}

function Fields({ filters, change }: FieldsProps): JSX.Element {
  return (
    <div className="filter-fields">
      <Select
        label="Time"
        value={filters.span}
        options={SPAN_OPTIONS}
        testId="filter-span"
        onChange={(value) => {
          const span = SPAN_OPTIONS.find((option) => option.value === value)?.value ?? NO_FILTERS.span;
          change(span === 'between' ? { span } : { span, from: '', to: '' });
        }}
      />
      {filters.span === 'between' && (
        <>
          <TimeField label="From" value={filters.from} onChange={(from) => change({ from })} />
          <TimeField label="To" value={filters.to} onChange={(to) => change({ to })} />
        </>
      )}
      <Narrowing filters={filters} change={change} />
      <Select
        label="Order"
        value={filters.sort}
        options={SORT_OPTIONS}
        testId="filter-sort"
        onChange={(value) => change({ sort: value === 'newest' ? 'newest' : 'worst' })}
      />
    </div>
  );
}

function Narrowing({ filters, change }: FieldsProps): JSX.Element {
  return (
    <>
      <Select
        label="Blamed"
        value={filters.blame}
        options={[any, ...BLAMES.map((value) => ({ value, label: blameWords(value) }))]}
        testId="filter-blame"
        onChange={(blame) => change({ blame })}
      />
      <Select
        label="Cause"
        value={filters.factor}
        options={[any, ...FACTORS.map((value) => ({ value, label: factorWords(value) }))]}
        testId="filter-factor"
        onChange={(factor) => change({ factor })}
      />
      <Select
        label="Quality"
        value={filters.band}
        options={[any, ...SEARCHED_BANDS.map((value) => ({ value, label: bandWords(value) }))]}
        testId="filter-band"
        onChange={(band) => change({ band })}
      />
      <Select
        label="Issue"
        value={filters.issue}
        options={[any, ...ISSUE_NAMES.map((value) => ({ value, label: nameWords(value) }))]}
        testId="filter-issue"
        onChange={(issue) => change({ issue })}
      />
    </>
  );
}

function TimeField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (iso: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="datetime-local"
        value={toField(props.value)}
        onChange={(event) => {
          props.onChange(fromField(event.target.value));
        }}
      />
    </div>
  );
}

function SearchField(props: { readonly filters: Filters; readonly onChange: Change }): JSX.Element {
  const { filters, onChange } = props;
  const present = KINDS.find(({ value }) => value !== 'call' && filters[value] !== '')?.value ?? 'room';
  const [kind, setKind] = useState<(typeof KINDS)[number]['value']>(present);
  const [text, setText] = useState(present === 'call' ? '' : filters[present]);
  const id = useId();
  const search = () => {
    const wanted = text.trim();
    if (kind === 'call') {
      if (wanted !== '') goTo(addressOf({ name: 'call', callId: wanted }));
      return;
    }
    onChange({ ...filters, room: '', participant: '', tag: '', [kind]: wanted });
  };
  return (
    <form
      className="filter-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <Select
        label="Search for"
        value={kind}
        options={KINDS}
        testId="search-kind"
        onChange={(value) => setKind(KINDS.find((known) => known.value === value)?.value ?? 'room')}
      />
      <div className="field">
        <label htmlFor={id}>Exactly</label>
        <input
          id={id}
          type="search"
          value={text}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          data-testid="search-input"
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <button type="submit" className="button" data-testid="search-button">
        Search
      </button>
    </form>
  );
}
