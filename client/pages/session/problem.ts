import { EarshotError, ERRORS, type ErrorCode } from '@earshot/client';

/** Sends JSON and gives the answer's fields. A problem answer becomes its `EarshotError`; silence `server_unreachable`. */
export async function postJson(path: string, body: unknown): Promise<ReadonlyMap<string, unknown>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new EarshotError('server_unreachable', undefined, { cause });
  }
  const fields = fieldsOf(await response.json().catch(() => undefined));
  if (!response.ok) throw problemOf(fields);
  return fields;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** The error that an `application/problem+json` answer stands for. */
export function problemOf(fields: ReadonlyMap<string, unknown>): EarshotError {
  const code = fields.get('code');
  const detail = fields.get('detail');
  if (typeof code !== 'string' || !isErrorCode(code)) return new EarshotError('internal');
  return new EarshotError(code, typeof detail === 'string' ? detail : undefined);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
