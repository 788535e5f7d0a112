import { expect } from 'vitest';

/** Status and code of an answer that must be a problem (RFC 9457). */
export async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = (await response.json()) as { status: number; code: string };
  expect(body.status).toBe(response.status);
  return { status: body.status, code: body.code };
}
