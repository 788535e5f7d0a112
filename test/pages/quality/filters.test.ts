import {
  countConditions,
  NO_FILTERS,
  parseFilters,
  toRequest,
  toSearch,
  type Filters,
} from '@earshot/pages/quality/model/filters.ts';
import { CallListQuery } from '@earshot/shared/calls-api.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const NOW = Date.UTC(2026, 0, 2, 12);
const query = (filters: Filters) => Object.fromEntries(new URLSearchParams(toRequest(filters, NOW)));

describe('what the list is narrowed down to', () => {
  it('is the last day, worst first, when the address says nothing', () => {
    expect(parseFilters('')).toEqual(NO_FILTERS);
    expect(query(NO_FILTERS)).toEqual({ from: '2026-01-01T12:00:00.000Z', sort: 'worst' });
  });

  it('is read from a link of a dashboard, with times as it writes them', () => {
    const filters = parseFilters(
      '?from=1767312000000&to=2026-01-02T02:00:00Z&blame=subscriberDownlink&factor=freeze',
    );
    expect(filters).toEqual({
      ...NO_FILTERS,
      span: 'between',
      from: '2026-01-02T00:00:00.000Z',
      to: '2026-01-02T02:00:00.000Z',
      blame: 'subscriberDownlink',
      factor: 'freeze',
    });
    expect(countConditions(filters)).toBe(2);
  });

  it('leaves out what nobody knows, and what is too long', () => {
    const filters = parseFilters(
      `?blame=them&factor=x&band=great&from=soon&sort=best&room=${'r'.repeat(300)}`,
    );
    expect(filters).toEqual({ ...NO_FILTERS, room: 'r'.repeat(256) });
  });

  it('asks for no time at all when everything is wanted', () => {
    expect(query(parseFilters('?span=all&sort=newest'))).toEqual({ sort: 'newest' });
  });

  it('becomes a request that the API takes', () => {
    const filters = parseFilters(
      '?span=hour&room=standup&tag=beta&issue=noNetwork&band=poor&blame=sfu&factor=loss',
    );
    expect(CallListQuery.parse(query(filters))).toEqual({
      from: NOW - 3_600_000,
      room: 'standup',
      tag: 'beta',
      issue: 'noNetwork',
      band: 'poor',
      blame: 'sfu',
      factor: 'loss',
      sort: 'worst',
    });
  });
});

const filters = fc.record({
  span: fc.constantFrom('hour', 'day', 'week', 'all', 'between'),
  room: fc.stringMatching(/^[a-z0-9 &=+]{0,20}$/u).map((text) => text.trim()),
  participant: fc.constantFrom('', 'ada'),
  tag: fc.constantFrom('', 'a b', 'ü/?#'),
  blame: fc.constantFrom('', 'sfu', 'unknown'),
  factor: fc.constantFrom('', 'dry'),
  band: fc.constantFrom('', 'poor'),
  sort: fc.constantFrom('worst', 'newest'),
});

it('an address holds all of it', () => {
  fc.assert(
    fc.property(filters, (some) => {
      const whole = { ...NO_FILTERS, ...some } as Filters;
      expect(parseFilters(toSearch(whole))).toEqual(whole);
    }),
  );
});
