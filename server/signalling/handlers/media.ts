import type { mediaRequests } from '@earshot/shared/requests/media.ts';
import type { MemberHandlers } from './types.ts';

/** Media of one participant. */
export const mediaHandlers: MemberHandlers<keyof typeof mediaRequests> = {
  receiveReady({ member }, { rtpCapabilities, view }) {
    member.receiveReady(rtpCapabilities, view);
    return {};
  },
  async connectTransport({ member }, { transportId, dtlsParameters }) {
    await member.connectTransport(transportId, dtlsParameters);
    return {};
  },
  restartIce: ({ member }, { transportId }) => member.restartIce(transportId),
  publish: async ({ member }, params) => ({ trackId: await member.publish(params) }),
  unpublish({ member }, { trackId }) {
    member.unpublish(trackId);
    return {};
  },
  setPublished({ member }, { trackId, paused, reason }) {
    member.setPublished(trackId, paused, reason);
    return {};
  },
  setView({ member }, { view }) {
    member.setView(view);
    return {};
  },
  setReceiveConstraints({ member }, { constraints }) {
    member.setReceiveConstraints(constraints);
    return {};
  },
  setDecodeCapacity({ member }, { videos }) {
    member.setDecodeCapacity(videos);
    return {};
  },
  resumeConsumers({ member }, { consumerIds }) {
    member.resumeConsumers(consumerIds);
    return {};
  },
};
