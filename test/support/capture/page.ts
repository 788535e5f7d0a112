/**
 * The page of the recorder: publishes Opus and a camera in three layers and receives both. `capture` takes a few samples
 * of each state, `record` one a second while the network changes.
 */
export const PAGE = `
import { Device } from 'mediasoup-client';
const post = async (path, body) => (await fetch(path, { method: 'POST', body: JSON.stringify(body ?? {}) })).json();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const dump = async (transport) => [...(await transport.getStats()).values()].filter((s) => !['certificate', 'peer-connection', 'local-candidate', 'remote-candidate'].includes(s.type) || s.type.endsWith('candidate'));
const begin = async () => {
  const device = new Device();
  await device.load({ routerRtpCapabilities: await post('/capabilities') });
  const send = device.createSendTransport(await post('/transport'));
  const receive = device.createRecvTransport(await post('/transport'));
  for (const t of [send, receive]) t.on('connect', ({ dtlsParameters }, ok) => void post('/connect', { id: t.id, dtlsParameters }).then(ok));
  send.on('produce', ({ kind, rtpParameters }, ok) => void post('/produce', { id: send.id, kind, rtpParameters }).then(ok));
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720, frameRate: 20 } });
  const [audioTrack] = media.getAudioTracks();
  const [videoTrack] = media.getVideoTracks();
  const audio = await send.produce({ track: audioTrack, zeroRtpOnPause: true, disableTrackOnPause: false });
  const video = await send.produce({ track: videoTrack, zeroRtpOnPause: true, disableTrackOnPause: false,
    encodings: [4, 2, 1].map((scaleResolutionDownBy, i) => ({ scaleResolutionDownBy, maxBitrate: [100000, 300000, 900000][i] })) });
  const consumers = [];
  for (const producer of [audio, video]) {
    const consumer = await receive.consume(await post('/consume', { id: receive.id, producerId: producer.id, rtpCapabilities: device.recvRtpCapabilities ?? device.rtpCapabilities }));
    const element = document.createElement(consumer.kind === 'audio' ? 'audio' : 'video');
    element.srcObject = new MediaStream([consumer.track]); element.autoplay = true; element.muted = consumer.kind === 'video';
    document.body.append(element); void element.play().catch(() => undefined);
    await post('/resume', { consumerId: consumer.id });
    consumers.push(consumer);
  }
  const tracks = [
    { name: 'audioSent', mid: audio.localId, mediaTrackId: audio.track.id }, { name: 'videoSent', mid: video.localId, mediaTrackId: video.track.id },
    { name: 'audioReceived', mid: consumers[0].localId, mediaTrackId: consumers[0].track.id }, { name: 'videoReceived', mid: consumers[1].localId, mediaTrackId: consumers[1].track.id } ];
  return { audio, video, consumers, tracks, sample: async (label) => ({ label, at: Date.now(), send: await dump(send), receive: await dump(receive) }) };
};
window.capture = async () => {
  const { audio, video, consumers, tracks, sample } = await begin();
  const samples = [];
  const take = async (label) => { samples.push(await sample(label)); await wait(1000); };
  await wait(15000);
  for (let i = 0; i < 3; i += 1) await take('steady');
  await post('/layers', { consumerId: consumers[1].id, spatialLayer: 0 });
  await wait(2500);
  for (let i = 0; i < 2; i += 1) await take('lowLayer');
  audio.pause(); video.pause(); await post('/pause');
  await wait(2500);
  for (let i = 0; i < 2; i += 1) await take('paused');
  return { userAgent: navigator.userAgent, tracks, samples };
};
window.record = async (impairment, seconds) => {
  const { tracks, sample } = await begin();
  await wait(15000);
  const samples = [];
  for (const [label, count] of Object.entries(seconds)) {
    await post('/impair', label === 'impaired' ? impairment : {});
    for (let i = 0; i < count; i += 1) {
      const due = performance.now() + 1000;
      samples.push(await sample(label));
      await wait(Math.max(0, due - performance.now()));
    }
  }
  return { userAgent: navigator.userAgent, tracks, samples };
};`;
