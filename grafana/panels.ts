import { bigCalls } from './panels/big-calls.ts';
import { howMany } from './panels/how-many.ts';
import { hurtNow } from './panels/hurt-now.ts';
import { joining } from './panels/joining.ts';
import { media } from './panels/media.ts';
import { oursOrTheirs } from './panels/ours-or-theirs.ts';
import { server } from './panels/server.ts';
import type { RowSpec } from './panels/spec.ts';

/** All rows, in the order in which somebody on call reads them. */
export const ROWS: readonly RowSpec[] = [hurtNow, howMany, bigCalls, oursOrTheirs, joining, media, server];
