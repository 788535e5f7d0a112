import { describe, expect, test } from 'vitest';
import { describeClient, detectFormFactor, findSurroundings } from '../../client/surroundings.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1';

describe('what the library says of its browser', () => {
  test.each([
    [CHROME, 'chromium', 156, 'linux'],
    [ANDROID, 'chromium', 156, 'android'],
    [FIREFOX, 'firefox', 153, 'windows'],
    [SAFARI, 'webkit', 26, 'macos'],
    [IPHONE, 'webkit', 26, 'ios'],
    ['', 'other', 0, 'other'],
  ])('%s is %s %i on %s', (userAgent, ...[browser, browserVersion, os]) => {
    expect(describeClient(userAgent)).toMatchObject({ browser, browserVersion, os });
  });

  test.each([
    [{ userAgent: CHROME, maxTouchPoints: 0 }, 'desktop'],
    [{ userAgent: ANDROID, maxTouchPoints: 5 }, 'mobile'],
    [{ userAgent: IPHONE, maxTouchPoints: 5 }, 'mobile'],
    // An iPad asks for desktop pages by calling itself a Mac.
    [{ userAgent: SAFARI, maxTouchPoints: 5 }, 'mobile'],
    [{ userAgent: SAFARI, maxTouchPoints: 0 }, 'desktop'],
    [{ userAgent: ANDROID, userAgentData: { mobile: false } }, 'desktop'],
  ])('%j is a %s', (navigator, formFactor) => {
    expect(detectFormFactor(navigator as object as Navigator)).toBe(formFactor);
  });
});

describe('without a browser', () => {
  test('nothing of one is found, and ids are still version 4', () => {
    const found = findSurroundings();
    expect(found).toMatchObject({ window: undefined, document: undefined, navigator: undefined });
    expect(found.newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });
});
