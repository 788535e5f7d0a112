import { RtpParameters } from '@earshot/shared';
import type { types } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import { toWireParameters } from '../../../server/media/parameters.ts';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const SEND_TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const TRANSPORT_FEEDBACK = { type: 'transport-cc', parameter: '' } as const;

const OLD_FEEDBACK: types.RtcpFeedback[] = [
  { type: 'goog-remb', parameter: '' },
  { type: 'ccm', parameter: 'fir' },
];

const extension = (uri: types.RtpHeaderExtensionUri, id: number): types.RtpHeaderExtensionParameters => ({
  uri,
  id,
  encrypt: false,
  parameters: {},
});

const VIDEO: types.RtpParameters = {
  mid: '3',
  msid: 'stream track',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 101,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [
        TRANSPORT_FEEDBACK,
        { type: 'ccm', parameter: 'fir' },
        { type: 'nack', parameter: '' },
        { type: 'nack', parameter: 'pli' },
      ],
    },
    {
      mimeType: 'video/rtx',
      payloadType: 102,
      clockRate: 90_000,
      parameters: { apt: 101 },
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [extension(MID, 1), extension(SEND_TIME, 4), extension(TRANSPORT_CC, 5)],
  encodings: [{ ssrc: 7, rtx: { ssrc: 8 }, scalabilityMode: 'L3T3', maxBitrate: 1_000_000 }],
  rtcp: { cname: 'someone', reducedSize: true },
};

describe('parameters of a consumer on the wire', () => {
  it('have what a receiver needs and none of the defaults', () => {
    const wire = toWireParameters(VIDEO);
    expect(wire).toEqual({
      mid: '3',
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: 101,
          clockRate: 90_000,
          rtcpFeedback: [{ type: 'transport-cc' }, { type: 'nack' }, { type: 'nack', parameter: 'pli' }],
        },
        { mimeType: 'video/rtx', payloadType: 102, clockRate: 90_000, parameters: { apt: 101 } },
      ],
      headerExtensions: [
        { uri: MID, id: 1 },
        { uri: TRANSPORT_CC, id: 5 },
      ],
      encodings: [{ ssrc: 7, rtx: { ssrc: 8 } }],
      rtcp: { cname: 'someone' },
    });
    expect(RtpParameters.parse(wire)).toEqual(wire);
  });

  it('keep the time of sending and FIR for who has nothing better', () => {
    const [codec] = VIDEO.codecs;
    const wire = toWireParameters({
      ...VIDEO,
      codecs: codec === undefined ? [] : [{ ...codec, rtcpFeedback: OLD_FEEDBACK }],
      headerExtensions: [extension(SEND_TIME, 4)],
    });
    expect(wire.headerExtensions).toEqual([{ uri: SEND_TIME, id: 4 }]);
    expect(wire.codecs[0]?.rtcpFeedback).toEqual([{ type: 'goog-remb' }, { type: 'ccm', parameter: 'fir' }]);
  });
});
