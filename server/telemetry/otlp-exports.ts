/** Told of each export's end. */
export type ExportReport = (result: 'ok' | 'failed', error: Error | undefined) => void;

/** How an export ended; code 0 is success. */
interface Result {
  readonly code: number;
  readonly error?: Error;
}

/** An exporter as both signals have it. */
interface Exporter<T, R extends Result> {
  export(batch: T, done: (result: R) => void): void;
  shutdown(): Promise<void>;
  forceFlush(): Promise<void>;
}

/** The same exporter, telling how each export went: the SDK itself says nothing unless a global logger is set. */
export function reportingExports<T, R extends Result>(
  exporter: Exporter<T, R>,
  report: ExportReport,
): Exporter<T, R> {
  return {
    export(batch, done) {
      exporter.export(batch, (result) => {
        report(result.code === 0 ? 'ok' : 'failed', result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}
