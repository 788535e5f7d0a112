import path from 'node:path';
import { Application, Logger, LogLevel, TypeDocReader } from 'typedoc';
import { expect, test } from 'vitest';

const options = path.resolve(import.meta.dirname, '../../client/typedoc.json');
/** What the library hands on from the shared code is public too. */
const packagesRequiringDocumentation = ['@earshot/client', '@earshot/shared'];
/** Rows of these tables are data that describe themselves. */
const TABLE_ROW = /^(?:ERRORS|END_REASONS|ISSUES)\.__type\./u;

/** Keeps warnings and errors instead of printing them. */
class Complaints extends Logger {
  readonly told: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.told.push(message);
  }
}

test('every public symbol of the client library is documented', { timeout: 120_000 }, async () => {
  const settings = { options, readme: 'none', packagesRequiringDocumentation };
  const app = await Application.bootstrap(settings, [new TypeDocReader()]);
  const complaints = new Complaints();
  app.logger = complaints;
  const project = await app.convert();
  if (project !== undefined) app.validate(project);
  expect(project?.children?.length).toBeGreaterThan(30);
  // Somebody looked: the rows are told of.
  expect(complaints.told.some((message) => TABLE_ROW.test(message))).toBe(true);
  expect(complaints.told.filter((message) => !TABLE_ROW.test(message))).toEqual([]);
});
