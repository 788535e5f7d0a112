import { HTTP_RATES, LIMITS, RATES, REQUESTS, ROOM_RATES, SnapshotPart, View } from '@earshot/shared';
import { describe, expect, it } from 'vitest';

describe('limits', () => {
  it('are positive and finite', () => {
    for (const [name, value] of Object.entries(LIMITS)) {
      expect(Number.isInteger(value) && value > 0, name).toBe(true);
    }
  });

  it('let a lost socket be noticed, answered and resumed in an order that makes sense', () => {
    expect(LIMITS.workerRequestTimeoutMs).toBeLessThan(LIMITS.requestTimeoutMs);
    // ICE gives up consent after 30 s: the socket must notice first.
    expect(LIMITS.heartbeatIntervalMs + LIMITS.heartbeatTimeoutMs).toBeLessThan(30_000);
    expect(LIMITS.pageCloseGraceMs).toBeLessThan(LIMITS.resumeGraceMs);
    expect(LIMITS.maxCallWarningMs).toBeLessThan(LIMITS.maxCallMs);
  });

  it('let the answers of all pending requests be kept for a repetition', () => {
    expect(LIMITS.answersKept).toBeGreaterThanOrEqual(LIMITS.maxPendingRequests);
  });

  it('let every report that a client may keep through its rate at once', () => {
    expect(RATES.report.burst).toBeGreaterThan(LIMITS.maxUnsentReports);
  });

  it('give every request a rate family that exists, and every rate a refill', () => {
    for (const [name, { rate }] of Object.entries(REQUESTS)) expect(RATES[rate], name).toBeDefined();
    for (const rate of Object.values({ ...RATES, ...ROOM_RATES, ...HTTP_RATES })) {
      expect(rate.burst).toBeGreaterThanOrEqual(1);
      expect(rate.perSecond).toBeGreaterThan(0);
    }
  });

  it('let a full call of one office come, and leave, at once', () => {
    for (const [name, { burst }] of Object.entries(HTTP_RATES))
      expect(burst, name).toBeGreaterThan(LIMITS.maxParticipants);
  });

  it('let the longest lists of the protocol fit one frame', () => {
    const participantId = '3f2c1a9e-8b7d-4c6e-9a5f-0123456789ab';
    const tile = { participantId, source: 'camera', height: 1080 };
    const view = {
      tiles: Array.from({ length: LIMITS.maxViewTiles + LIMITS.maxPins }, () => tile),
      pins: Array.from({ length: LIMITS.maxPins }, () => participantId),
    };
    expect(View.safeParse(view).success).toBe(true);
    expect(JSON.stringify(view).length).toBeLessThan(LIMITS.maxFrameBytes);
    expect(View.safeParse({ ...view, tiles: [...view.tiles, tile] }).success).toBe(false);
  });

  it('bound what one snapshot part may hold', () => {
    const part = { snapshotId: 1, index: 0, last: true, participants: [], chat: [] };
    expect(SnapshotPart.safeParse(part).success).toBe(true);
    const message = {
      messageId: crypto.randomUUID(),
      participantId: crypto.randomUUID(),
      name: 'n',
      text: 't',
      at: 1,
    };
    const chat = Array.from({ length: LIMITS.chatHistory + 1 }, () => message);
    expect(SnapshotPart.safeParse({ ...part, chat: chat.slice(1) }).success).toBe(true);
    expect(SnapshotPart.safeParse({ ...part, chat }).success).toBe(false);
  });
});
