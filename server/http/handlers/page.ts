import type { Beacon, SurveyBody, SurveyReceipt } from '@earshot/shared';
import type { OperationHandlers } from '../operations.ts';

/** What a page needs beside signalling: facts before it joins, and its last words. */
export function createPageHandlers(options: {
  development: boolean;
  guestAccess: 'off' | 'link';
  version: string;
  takeBeacon: (beacon: Beacon) => void;
  takeSurvey: (body: SurveyBody) => SurveyReceipt;
}): OperationHandlers<'clientConfig' | 'beacon' | 'survey'> {
  const { development, guestAccess, version, takeBeacon, takeSurvey } = options;
  return {
    clientConfig: () => ({ development, guestAccess, version }),
    beacon({ body }) {
      takeBeacon(body);
      return {};
    },
    survey: ({ body }) => takeSurvey(body),
  };
}
