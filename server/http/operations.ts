import type { z } from 'zod';
import { callOperations } from './operations/calls.ts';
import { pageOperations } from './operations/page.ts';
import { roomOperations } from './operations/rooms.ts';
import { tokenOperations } from './operations/tokens.ts';

/** Name -> operation. */
export const OPERATIONS = {
  ...tokenOperations,
  ...roomOperations,
  ...pageOperations,
  ...callOperations,
} as const;

/** Name of an operation. */
export type OperationName = keyof typeof OPERATIONS;
type Row<N extends OperationName> = (typeof OPERATIONS)[N];
/** What an operation's handler gets. */
export interface OperationInput<N extends OperationName> {
  readonly params: z.output<Row<N>['params']>;
  readonly body: z.output<Row<N>['body']>;
  readonly query: Row<N> extends { readonly query: z.ZodType } ? z.output<Row<N>['query']> : undefined;
  /** Id of the key that it came with; `undefined` for those that need none. */
  readonly keyId: string | undefined;
}

/** A file that is made while it is sent. */
export interface Download {
  readonly contentType: string;
  readonly fileName: string;
  readonly parts: AsyncIterable<string>;
}
/** What it answers. */
export type OperationResult<N extends OperationName> =
  Row<N> extends { readonly download: readonly string[] } ? Download : z.input<Row<N>['result']>;

/** A handler for each operation of a family: a forgotten one does not compile. */
export type OperationHandlers<N extends OperationName> = {
  readonly [K in N]: (input: OperationInput<K>) => OperationResult<K> | Promise<OperationResult<K>>;
};
