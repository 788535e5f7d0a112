import type { PreflightCheck, PreflightReport } from '../api.ts';

export interface PreflightOptions {
  readonly room?: string;
  readonly onProgress?: (name: keyof PreflightReport, check: PreflightCheck) => void;
}
export function runPreflight(_port: unknown, _options: PreflightOptions): Promise<PreflightReport> {
  return Promise.reject(new Error('soon'));
}
