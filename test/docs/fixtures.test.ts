import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = path.join(import.meta.dirname, '../fixtures/getstats');

/** Whatever would tell where those who were recorded are, or belongs to their connections alone. */
const TELLING = {
  'an IPv4 address': /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/u,
  'an IPv6 address': /(?<![\da-f:])(?:[\da-f]{0,4}:){3,7}[\da-f]{1,4}(?![\da-f:])/iu,
  'a name of mDNS': /[\da-f-]{8,}\.local\b/iu,
  'a port': /"(?:relatedP|p)ort(?:Number)?":/u,
  'a foundation': /"foundation":/u,
  'a username fragment': /"(?:ice\w*U|u)sernameFragment":/u,
  'a certificate': /"(?:fingerprint|base64Certificate)":/u,
  'a device’s label': /"label":"(?!steady|lowLayer|paused|good|impaired|again)/u,
} as const;

describe('recordings of real browsers', () => {
  const files = readdirSync(FOLDER);

  it('are there', () => {
    expect(files).toEqual(expect.arrayContaining(['chromium.json', 'firefox.json']));
  });

  it.each(files)('hold no address and no secret: %s', (file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    const found = Object.entries(TELLING).flatMap(([what, pattern]) => {
      const [match] = pattern.exec(text) ?? [];
      return match === undefined ? [] : [`${what}: ${match}`];
    });
    expect(found).toEqual([]);
  });

  it('would be seen to', () => {
    const samples = [
      '"192.0.2.1"',
      '"2001:db8::1:2"',
      '"0ff5f6f0-aaaa.local"',
      '"port":9',
      '"foundation":"1"',
    ];
    for (const sample of samples)
      expect(
        Object.values(TELLING).some((pattern) => pattern.test(sample)),
        sample,
      ).toBe(true);
  });
});
