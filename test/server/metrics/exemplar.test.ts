import { exemplarLabels, MAX_EXEMPLAR_CHARACTERS } from '@earshot/server/metrics/exemplar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('exemplarLabels', () => {
  it('names the trace where all fits', () => {
    expect(exemplarLabels({ callId: 'call', participantId: 'participant', traceId })).toEqual({
      call_id: 'call',
      participant_id: 'participant',
      trace_id: traceId,
    });
  });

  it('leaves the trace out where two UUIDs leave no room for it', () => {
    const id = '00000000-0000-4000-8000-000000000001';
    expect(exemplarLabels({ callId: id, participantId: id, traceId })).toEqual({
      call_id: id,
      participant_id: id,
    });
  });

  it('is nothing for ids that are longer than the server’s own or hold odd characters', () => {
    expect(exemplarLabels({ callId: 'x'.repeat(37), participantId: 'p' })).toBeUndefined();
    expect(exemplarLabels({ callId: 'a"b', participantId: 'p' })).toBeUndefined();
    expect(exemplarLabels({ callId: 'a\nb', participantId: 'p' })).toBeUndefined();
  });

  it('never exceeds what OpenMetrics allows', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ maxLength: 60 }),
        fc.option(fc.string()),
        (callId, participantId, id) => {
          const labels = exemplarLabels({ callId, participantId, traceId: id ?? undefined }) ?? {};
          const length = Object.entries(labels).flat().join('').length;
          expect(length).toBeLessThanOrEqual(MAX_EXEMPLAR_CHARACTERS);
        },
      ),
    );
  });
});
