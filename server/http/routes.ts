import { EarshotError, HTTP_RATES, LIMITS } from '@earshot/shared';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ClientAddress } from '../primitives/client-address.ts';
import { createKeyedBuckets } from '../primitives/keyed-buckets.ts';
import type { AssertCredential, KeyRing } from '../tokens/keys.ts';
import { sendDownload } from './download.ts';
import {
  OPERATIONS,
  type Download,
  type OperationHandlers,
  type OperationInput,
  type OperationName,
} from './operations.ts';
import type { Operation } from './operations/operation.ts';

/** What the routes need. */
export interface RouteOptions {
  readonly handlers: OperationHandlers<OperationName>;
  readonly keys: KeyRing;
  readonly assertOperator: AssertCredential;
  readonly clock: Clock;
  readonly clientAddress: ClientAddress;
  /** Whether operations for development exist. */
  readonly development: boolean;
}

/** One route for each operation of the table. */
export function createRoutes(options: RouteOptions): Router {
  const router = Router();
  const names = (Object.keys(OPERATIONS) as OperationName[]).filter(
    (name) => OPERATIONS[name].access !== 'development' || options.development,
  );
  for (const name of names) {
    const operation: Operation = OPERATIONS[name];
    router[operation.method](
      expressPath(operation.path),
      createGuard(operation, options),
      createBodyReader(operation),
      createHandler(name, options.handlers),
    );
  }
  for (const path of new Set(names.map((name) => OPERATIONS[name].path)))
    router.all(expressPath(path), createMethodRefusal(names, path));
  return router;
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/gu, ':$1');
}

/** API key, or the rate of those who have none. Before the body is read. */
function createGuard(operation: Operation, options: RouteOptions): RequestHandler {
  const { keys, assertOperator, clock, clientAddress } = options;
  if (operation.access === 'apiKey' || operation.access === 'operator') {
    const assert: AssertCredential =
      operation.access === 'operator' ? assertOperator : (id, secret) => keys.assertCredential(id, secret);
    return (request, response: Response<unknown, Locals>, next) => {
      response.locals.keyId = assertKey(assert, request.headers.authorization);
      next();
    };
  }
  if (operation.rate === undefined)
    return (_request, _response, next) => {
      next();
    };
  const buckets = createKeyedBuckets(HTTP_RATES[operation.rate]);
  return (request, _response, next) => {
    const address = clientAddress(request);
    if (!buckets.take(address, clock.monotonic()))
      throw new EarshotError('rate_limited', undefined, {
        details: { retryAfterMs: buckets.waitMs(address, clock.monotonic()) },
      });
    next();
  };
}

/** `Bearer <id>:<secret>`: gives the id. Throws `api_key_invalid`. */
function assertKey(assert: AssertCredential, authorization: string | undefined): string {
  const match = /^Bearer (?<id>[\w-]{1,64}):(?<secret>[\x21-\x7e]{1,512})$/u.exec(authorization ?? '');
  const id = match?.groups?.['id'] ?? '';
  assert(id, match?.groups?.['secret'] ?? '');
  return id;
}

/** What the guard finds out. */
interface Locals {
  keyId?: string;
}

function createBodyReader({ bodyType }: Operation): RequestHandler {
  const limit = LIMITS.maxBodyBytes;
  if (bodyType === 'json') return express.json({ limit, type: () => true });
  // A beacon can set no header but text/plain without asking first; whatever it says it is, it is JSON.
  if (bodyType === 'text') return express.text({ limit, type: () => true });
  return (_request, _response, next) => {
    next();
  };
}

function createHandler(name: OperationName, handlers: OperationHandlers<OperationName>): RequestHandler {
  return async (request, response: Response<unknown, Locals>) => {
    const { status, download }: Operation = OPERATIONS[name];
    const result: unknown = await run(name, handlers, { request, keyId: response.locals.keyId });
    if (download !== undefined) {
      // The table's row says so, and its handler's type follows from the row.
      await sendDownload(response, result as Download);
      return;
    }
    response.set('Cache-Control', 'no-store').status(status);
    if (status === 204) response.end();
    else response.json(result);
  };
}

function run<N extends OperationName>(
  name: N,
  handlers: OperationHandlers<N>,
  { request, keyId }: { readonly request: Request; readonly keyId: string | undefined },
) {
  const operation: Operation = OPERATIONS[name];
  const params = parse(operation.params, request.params);
  const query = operation.query === undefined ? undefined : parse(operation.query, request.query);
  const body = operation.bodyType === 'none' ? {} : parse(operation.body, bodyOf(operation, request));
  // The table's row for `name` has exactly these outputs; TypeScript does not carry N through the indexed access.
  return handlers[name]({ params, body, query, keyId } as OperationInput<N>);
}

function bodyOf({ bodyType }: Operation, request: Request): unknown {
  const body: unknown = request.body;
  if (bodyType !== 'text') return body;
  try {
    return JSON.parse(typeof body === 'string' ? body : '') as unknown;
  } catch (cause) {
    throw new EarshotError('bad_params', 'The body is not JSON.', { cause });
  }
}

/** Throws `bad_params` that names the offending fields, never their values. */
function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues
    .slice(0, 8)
    .map((issue) => issue.path.join('.').slice(0, 128) || '(body)');
  throw new EarshotError('bad_params', undefined, { details: { fields: [...new Set(fields)] } });
}

function createMethodRefusal(names: readonly OperationName[], path: string): RequestHandler {
  const allowed = names
    .filter((name) => OPERATIONS[name].path === path)
    .map((name) => OPERATIONS[name].method.toUpperCase());
  return (_request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new EarshotError('method_not_allowed');
  };
}
